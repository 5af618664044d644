package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.contact.ContactLists;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.settings.Contact;

@Help("Notes what a member of a contact list has said elsewhere.")
public final class ContactsSet implements Command<ContactsSet.Request, ContactsShow.Member> {
    /// @param unsubscribeAll as it was when empty
    /// @param topics each a name with `=OptIn` or `=OptOut`
    public record Request(
            String list,
            String account,
            Optional<String> region,
            String address,
            Optional<Boolean> unsubscribeAll,
            List<String> topics) {}

    private final ContactLists lists;
    private final Contacts contacts;

    @Inject
    public ContactsSet(ContactLists lists, Contacts contacts) {
        this.lists = lists;
        this.contacts = contacts;
    }

    @Override
    public ContactsShow.Member perform(Request asked) {
        Contacts.Found found = contacts.find(asked.list(), asked.account(), asked.region());
        Identities.checkAddress(asked.address());
        List<TopicChoice> choices =
                asked.topics().stream().map(TopicChoice::parse).toList();
        for (TopicChoice choice : choices) {
            if (found.list().topic(choice.topic()).isEmpty()) {
                throw AdminRefusal.notFound("Topic " + choice.topic() + " doesn't exist in list " + found.name() + ".");
            }
        }
        UnaryOperator<Contact> change = contact -> {
            Contact changed = contact.withUnsubscribeAll(asked.unsubscribeAll().orElse(contact.unsubscribeAll()));
            for (TopicChoice choice : choices) {
                changed = changed.with(choice.topic(), choice.optedIn());
            }
            return changed;
        };
        lists.change(found.tenant(), found.name(), asked.address(), change, told -> {});
        return ContactsShow.Member.of(lists.member(found.tenant(), found.name(), asked.address()));
    }
}
