package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.contact.ContactLists;

@Help("Forgets what a member of a contact list has said.")
public final class ContactsForget implements Command<ContactsForget.Request, Done> {
    public record Request(String list, String account, Optional<String> region, String address) {}

    private final ContactLists lists;
    private final Contacts contacts;

    @Inject
    public ContactsForget(ContactLists lists, Contacts contacts) {
        this.lists = lists;
        this.contacts = contacts;
    }

    @Override
    public Done perform(Request asked) {
        Contacts.Found found = contacts.find(asked.list(), asked.account(), asked.region());
        if (!lists.forget(found.tenant(), found.name(), asked.address())) {
            throw AdminRefusal.notFound(asked.address() + " has said nothing to that list");
        }
        return new Done();
    }
}
