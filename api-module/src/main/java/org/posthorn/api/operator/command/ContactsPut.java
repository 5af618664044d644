package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.contact.ContactLists;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ContactList;

@Help("Makes a contact list, or gives it other topics.")
public final class ContactsPut implements Command<ContactsPut.Request, ContactsLists.Listed> {
    /// @param topics each a name, with `=OptOut` for those that are not sent to whoever has said nothing
    public record Request(String list, String account, Optional<String> region, List<String> topics) {}

    private final ContactLists lists;
    private final Tenants tenants;

    @Inject
    public ContactsPut(ContactLists lists, Tenants tenants) {
        this.lists = lists;
        this.tenants = tenants;
    }

    @Override
    public ContactsLists.Listed perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        List<ContactList.Topic> topics = asked.topics().stream()
                .map(TopicChoice::parse)
                .map(choice -> new ContactList.Topic(choice.topic(), choice.optedIn()))
                .toList();
        return ContactsLists.Listed.of(tenant, lists.put(tenant, asked.list(), topics));
    }
}
