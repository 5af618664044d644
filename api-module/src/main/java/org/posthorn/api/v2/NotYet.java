package org.posthorn.api.v2;

import java.util.List;

/// The operations of API v2 that are still to come; asked for, they are none.
public final class NotYet {
    public static final List<String> OPERATIONS = List.of(
            // Addresses and domains, and what holds for their mail
            "AssociateEmailIdentityCertificate",
            "CreateEmailIdentity",
            "CreateEmailIdentityPolicy",
            "DeleteEmailIdentity",
            "DeleteEmailIdentityPolicy",
            "DisassociateEmailIdentityCertificate",
            "GetEmailIdentity",
            "GetEmailIdentityPolicies",
            "ListEmailIdentities",
            "ListEmailIdentityCertificates",
            "PutEmailIdentityConfigurationSetAttributes",
            "PutEmailIdentityDkimAttributes",
            "PutEmailIdentityDkimSigningAttributes",
            "PutEmailIdentityFeedbackAttributes",
            "PutEmailIdentityMailFromAttributes",
            "UpdateEmailIdentityPolicy",
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
            // Addresses that mail leaves from, in pools
            "CreateDedicatedIpPool",
            "DeleteDedicatedIpPool",
            "GetDedicatedIp",
            "GetDedicatedIpPool",
            "GetDedicatedIps",
            "ListDedicatedIpPools",
            "PutDedicatedIpInPool",
            "PutDedicatedIpPoolScalingAttributes",
            "PutDedicatedIpWarmupAttributes",
            // Jobs that bring much in and out
            "CancelExportJob",
            "CreateExportJob",
            "CreateImportJob",
            "GetExportJob",
            "GetImportJob",
            "ListExportJobs",
            "ListImportJobs",
            // What became of messages, and what could be better
            "BatchGetMetricData",
            "GetEmailAddressInsights",
            "GetMessageInsights",
            "ListRecommendations");

    private NotYet() {}
}
