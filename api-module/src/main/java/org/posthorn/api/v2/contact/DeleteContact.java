package org.posthorn.api.v2.contact;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.contact.Contacts;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// Takes an address off a contact list.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteContact.html
@Route(method = "DELETE", path = "/contact-lists/{ContactListName}/contacts/{EmailAddress}")
final class DeleteContact implements Action<DeleteContact.Request, NoResult> {
    record Request(@InPath String contactListName, @InPath String emailAddress) {}

    private final Contacts contacts;

    DeleteContact(Contacts contacts) {
        this.contacts = contacts;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        contacts.delete(caller.tenant(), request.contactListName(), request.emailAddress());
        return NoResult.NO_RESULT;
    }
}
