package org.posthorn.api.operator.command;

import static java.util.stream.Collectors.joining;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.contact.ContactLists;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ContactList;

@Help("Lists all contact lists.")
public final class ContactsLists implements Command<ContactsLists.Request, List<ContactsLists.Listed>> {
    public record Request() {}

    public record Listed(String account, String region, String list, String topics) {
        static Listed of(Tenant tenant, ContactList list) {
            return new Listed(
                    tenant.accountId(),
                    tenant.region(),
                    list.name(),
                    list.topics().stream()
                            .map(topic -> new TopicChoice(topic.name(), topic.optedIn()).toString())
                            .collect(joining(", ")));
        }
    }

    private static final int MOST = 10_000;

    private final ContactLists lists;

    @Inject
    public ContactsLists(ContactLists lists) {
        this.lists = lists;
    }

    @Override
    public List<Listed> perform(Request asked) {
        return lists.list(MOST).stream()
                .map(row -> Listed.of(row.tenant(), row.value()))
                .toList();
    }
}
