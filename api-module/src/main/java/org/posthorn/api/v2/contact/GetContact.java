package org.posthorn.api.v2.contact;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.contact.Contacts;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.settings.Contact;
import org.posthorn.engine.settings.ContactList;

/// Tells of a contact.
///
/// Differs from SES: addresses are compared without regard to case, so that nobody who unsubscribed is written to in
/// another spelling.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetContact.html
@Route(method = "GET", path = "/contact-lists/{ContactListName}/contacts/{EmailAddress}")
final class GetContact implements Action<GetContact.Request, GetContact.Response> {
    record Request(@InPath String contactListName, @InPath String emailAddress) {}

    record Response(
            String contactListName,
            String emailAddress,
            List<TopicPreference> topicPreferences,
            List<TopicPreference> topicDefaultPreferences,
            boolean unsubscribeAll,
            Optional<String> attributesData,
            Instant createdTimestamp,
            Instant lastUpdatedTimestamp) {}

    private final Contacts contacts;

    GetContact(Contacts contacts) {
        this.contacts = contacts;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Contacts.Found found = contacts.get(caller.tenant(), request.contactListName(), request.emailAddress());
        ContactList list = found.list();
        Contact contact = found.contact();
        return new Response(
                list.name(),
                contact.address(),
                TopicPreference.said(list, contact),
                TopicPreference.byDefault(list, contact),
                contact.unsubscribeAll(),
                contact.attributes(),
                contact.createdAt().orElse(contact.changedAt()),
                contact.changedAt());
    }
}
