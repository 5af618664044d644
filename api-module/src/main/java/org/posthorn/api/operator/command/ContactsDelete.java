package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.contact.ContactLists;

@Help("Removes a contact list with all that its members have said.")
public final class ContactsDelete implements Command<ContactsDelete.Request, Done> {
    public record Request(String list, String account, Optional<String> region) {}

    private final ContactLists lists;
    private final Contacts contacts;

    @Inject
    public ContactsDelete(ContactLists lists, Contacts contacts) {
        this.lists = lists;
        this.contacts = contacts;
    }

    @Override
    public Done perform(Request asked) {
        Contacts.Found found = contacts.find(asked.list(), asked.account(), asked.region());
        lists.delete(found.tenant(), found.name());
        return new Done();
    }
}
