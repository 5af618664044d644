package org.posthorn.api.v2.contact;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.contact.OwnLists;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// Deletes a contact list with its contacts and tags.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteContactList.html
@Route(method = "DELETE", path = "/contact-lists/{ContactListName}")
final class DeleteContactList implements Action<DeleteContactList.Request, NoResult> {
    record Request(@InPath String contactListName) {}

    private final OwnLists lists;

    DeleteContactList(OwnLists lists) {
        this.lists = lists;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        lists.delete(caller.tenant(), request.contactListName());
        return NoResult.NO_RESULT;
    }
}
