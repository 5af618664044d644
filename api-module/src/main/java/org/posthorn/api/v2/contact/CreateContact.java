package org.posthorn.api.v2.contact;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.contact.Contacts;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// Puts an address on a contact list.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateContact.html
@Route(method = "POST", path = "/contact-lists/{ContactListName}/contacts")
final class CreateContact implements Action<CreateContact.Request, NoResult> {
    record Request(
            @InPath String contactListName,
            String emailAddress,
            List<TopicPreference> topicPreferences,
            Optional<Boolean> unsubscribeAll,
            Optional<String> attributesData) {}

    private final Contacts contacts;

    CreateContact(Contacts contacts) {
        this.contacts = contacts;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        contacts.create(
                caller.tenant(),
                request.contactListName(),
                request.emailAddress(),
                new Contacts.Said(
                        request.unsubscribeAll().orElse(false),
                        TopicPreference.toChoices(request.topicPreferences()),
                        request.attributesData()));
        return NoResult.NO_RESULT;
    }
}
