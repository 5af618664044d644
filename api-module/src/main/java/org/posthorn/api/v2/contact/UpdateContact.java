package org.posthorn.api.v2.contact;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.contact.Contacts;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// Changes what is known of a contact: preferences of topics that are not named stay, attributes and whether it
/// unsubscribed from all are replaced.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateContact.html
@Route(method = "PUT", path = "/contact-lists/{ContactListName}/contacts/{EmailAddress}")
final class UpdateContact implements Action<UpdateContact.Request, NoResult> {
    record Request(
            @InPath String contactListName,
            @InPath String emailAddress,
            List<TopicPreference> topicPreferences,
            Optional<Boolean> unsubscribeAll,
            Optional<String> attributesData) {}

    private final Contacts contacts;

    UpdateContact(Contacts contacts) {
        this.contacts = contacts;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        contacts.update(
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
