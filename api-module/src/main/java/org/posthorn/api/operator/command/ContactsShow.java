package org.posthorn.api.operator.command;

import static java.util.stream.Collectors.joining;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.contact.ContactLists;
import org.posthorn.engine.settings.Contact;

@Help("Lists the members of a contact list that have said something, a page of up to 10,000.")
public final class ContactsShow implements Command<ContactsShow.Request, List<ContactsShow.Member>> {
    /// @param after the last address of the page before
    public record Request(String list, String account, Optional<String> region, Optional<String> after) {}

    public record Member(String address, boolean unsubscribeAll, String topics, String since) {
        static Member of(Contact contact) {
            return new Member(
                    contact.address(),
                    contact.unsubscribeAll(),
                    contact.choices().stream()
                            .map(choice -> new TopicChoice(choice.topic(), choice.optedIn()).toString())
                            .collect(joining(", ")),
                    contact.changedAt().toString());
        }
    }

    private static final int PAGE = 10_000;

    private final ContactLists lists;
    private final Contacts contacts;

    @Inject
    public ContactsShow(ContactLists lists, Contacts contacts) {
        this.lists = lists;
        this.contacts = contacts;
    }

    @Override
    public List<Member> perform(Request asked) {
        Contacts.Found found = contacts.find(asked.list(), asked.account(), asked.region());
        return lists.members(found.tenant(), found.name(), asked.after().orElse(""), PAGE).stream()
                .map(Member::of)
                .toList();
    }
}
