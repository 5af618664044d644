package org.posthorn.api.v2;

import java.util.List;

/// The operations of API v2 that are still to come; asked for, they are none.
public final class NotYet {
    public static final List<String> OPERATIONS = List.of(
            // Contact lists and their contacts
            "CreateContact",
            "CreateContactList",
            "DeleteContact",
            "DeleteContactList",
            "GetContact",
            "GetContactList",
            "ListContactLists",
            "ListContacts",
            "UpdateContact",
            "UpdateContactList",
            // Jobs that bring much in and out
            "CancelExportJob",
            "CreateExportJob",
            "CreateImportJob",
            "GetExportJob",
            "GetImportJob",
            "ListExportJobs",
            "ListImportJobs");

    private NotYet() {}
}
