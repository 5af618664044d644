package org.posthorn.api.v2.contact;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.Paging;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.contact.ContactLists;
import org.posthorn.engine.contact.Contacts;
import org.posthorn.engine.contact.OwnLists;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.settings.Contact;
import org.posthorn.engine.settings.ContactList;

/// Lists contacts in pages, in the order of their addresses; with a filter, a page may hold few, or none, and lead on.
/// Older SDKs call it by `GET`.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListContacts.html
@Route(method = "POST", path = "/contact-lists/{ContactListName}/contacts/list")
@Route(method = "GET", path = "/contact-lists/{ContactListName}/contacts")
final class ListContacts implements Action<ListContacts.Request, ListContacts.Response> {
    record Request(
            @InPath String contactListName,
            Optional<ListContactsFilter> filter,
            Optional<Integer> pageSize,
            Optional<String> nextToken) {}

    /// @param filteredStatus of the topic, or, without one, of the list as a whole
    record ListContactsFilter(Optional<SubscriptionStatus> filteredStatus, Optional<TopicFilter> topicFilter) {
        Optional<String> topic() {
            return topicFilter.flatMap(TopicFilter::topicName).filter(name -> !name.isEmpty());
        }

        boolean wants(ContactList list, Contact contact) {
            Optional<Boolean> optedIn = topic().isEmpty()
                    ? Optional.of(!contact.unsubscribeAll())
                    : contact.unsubscribeAll() ? Optional.of(false) : ofTopic(list, contact);
            // Without a status a guess: those that have one.
            return filteredStatus
                    .map(status -> optedIn.filter(is -> is == status.optedIn()).isPresent())
                    .orElse(optedIn.isPresent());
        }

        private Optional<Boolean> ofTopic(ContactList list, Contact contact) {
            boolean useDefault = topicFilter
                    .flatMap(TopicFilter::useDefaultIfPreferenceUnavailable)
                    .orElse(false);
            return topic().flatMap(list::topic)
                    .flatMap(topic -> contact.choice(topic.name())
                            .or(() -> useDefault ? Optional.of(topic.optedIn()) : Optional.empty()));
        }
    }

    record TopicFilter(Optional<String> topicName, Optional<Boolean> useDefaultIfPreferenceUnavailable) {}

    record Listed(
            String emailAddress,
            List<TopicPreference> topicPreferences,
            List<TopicPreference> topicDefaultPreferences,
            boolean unsubscribeAll,
            Instant lastUpdatedTimestamp) {}

    record Response(List<Listed> contacts, Optional<String> nextToken) {}

    /// The texts are a guess.
    private static final Paging PAGING = new Paging(
            "contact",
            1000,
            1000,
            size -> "Value " + size + " for parameter PageSize is invalid. PageSize must be between 1 and 1000.",
            token -> "Invalid NextToken <" + token + ">.");

    private final OwnLists own;
    private final ContactLists lists;

    ListContacts(OwnLists own, ContactLists lists) {
        this.own = own;
        this.lists = lists;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        ContactList list = own.get(caller.tenant(), request.contactListName());
        request.filter().flatMap(ListContactsFilter::topic).ifPresent(topic -> Contacts.checkTopic(list, topic));
        Paging.Page<Listed> page = PAGING.scan(
                        caller.tenant(),
                        request.pageSize(),
                        request.nextToken(),
                        (after, max) -> lists.members(caller.tenant(), list.name(), after, max),
                        Contact::address,
                        contact -> request.filter()
                                .filter(filter -> !filter.wants(list, contact))
                                .isEmpty())
                .map(contact -> new Listed(
                        contact.address(),
                        TopicPreference.said(list, contact),
                        TopicPreference.byDefault(list, contact),
                        contact.unsubscribeAll(),
                        contact.changedAt()));
        return new Response(page.items(), page.nextToken());
    }
}
