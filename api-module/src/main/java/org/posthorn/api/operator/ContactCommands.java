package org.posthorn.api.operator;

import static org.posthorn.api.operator.AdminRefusal.Kind.NOT_FOUND;
import static org.posthorn.api.operator.AdminRefusal.Kind.WRONG;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.posthorn.engine.contact.ContactLists;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Contact;
import org.posthorn.engine.settings.ContactList;

/// The commands about contact lists and what their members have said.
public final class ContactCommands {
    private static final int MOST_LISTED = 10_000;

    private final ContactLists lists;
    private final Accounts accounts;

    public ContactCommands(ContactLists lists, Accounts accounts) {
        this.lists = lists;
        this.accounts = accounts;
    }

    /// The commands by the last two words of their path.
    public Map<String, Command<?>> table() {
        return Map.of(
                "contacts/put", new Command<>(Put.class, this::put),
                "contacts/lists", new Command<>(Nothing.class, this::lists),
                "contacts/delete", new Command<>(Named.class, this::delete),
                "contacts/show", new Command<>(Named.class, this::show),
                "contacts/set", new Command<>(Said.class, this::set),
                "contacts/forget", new Command<>(Said.class, this::forget));
    }

    /// @param topics each a name, with `=OptOut` for those that are not sent to whoever has said nothing
    record Put(Optional<String> list, Optional<String> account, Optional<String> region, List<String> topics) {}

    record ListJson(String account, String region, String list, String topics) {
        static ListJson of(Tenant tenant, ContactList list) {
            return new ListJson(
                    tenant.accountId(),
                    tenant.region(),
                    list.name(),
                    String.join(
                            ", ",
                            list.topics().stream()
                                    .map(topic -> topic.name() + "=" + word(topic.optedIn()))
                                    .toList()));
        }
    }

    private static String word(boolean optedIn) {
        return optedIn ? "OptIn" : "OptOut";
    }

    private record Choice(String topic, boolean optedIn) {
        /// A topic alone is wanted.
        static Choice parse(String text) {
            int equals = text.indexOf('=');
            String word = equals < 0 ? word(true) : text.substring(equals + 1);
            if (!word.equals("OptIn") && !word.equals("OptOut")) {
                throw new AdminRefusal(WRONG, "a topic is NAME, NAME=OptIn or NAME=OptOut: " + text);
            }
            return new Choice(equals < 0 ? text : text.substring(0, equals), word.equals("OptIn"));
        }
    }

    private ListJson put(Put asked) {
        Tenant tenant = AdminCommands.tenant(accounts, asked.account(), asked.region());
        List<ContactList.Topic> topics = asked.topics().stream()
                .map(Choice::parse)
                .map(choice -> new ContactList.Topic(choice.topic(), choice.optedIn()))
                .toList();
        return ListJson.of(tenant, lists.put(tenant, AdminCommands.required("list", asked.list()), topics));
    }

    private List<ListJson> lists(Nothing asked) {
        return lists.list(MOST_LISTED).stream()
                .map(row -> ListJson.of(row.tenant(), row.value()))
                .toList();
    }

    /// @param after the last address of the page before
    record Named(Optional<String> list, Optional<String> account, Optional<String> region, Optional<String> after) {}

    private Nothing delete(Named asked) {
        Tenant tenant = AdminCommands.tenant(accounts, asked.account(), asked.region());
        lists.delete(tenant, existing(tenant, asked.list()).name());
        return new Nothing();
    }

    private ContactList existing(Tenant tenant, Optional<String> list) {
        String name = AdminCommands.required("list", list);
        return lists.find(tenant, name)
                .orElseThrow(() -> new AdminRefusal(NOT_FOUND, "List with name: " + name + " doesn't exist."));
    }

    record ContactJson(String address, boolean unsubscribeAll, String topics, String since) {
        static ContactJson of(Contact contact) {
            return new ContactJson(
                    contact.address(),
                    contact.unsubscribeAll(),
                    String.join(
                            ", ",
                            contact.choices().stream()
                                    .map(choice -> choice.topic() + "=" + word(choice.optedIn()))
                                    .toList()),
                    contact.changedAt().toString());
        }
    }

    private List<ContactJson> show(Named asked) {
        Tenant tenant = AdminCommands.tenant(accounts, asked.account(), asked.region());
        return lists
                .members(
                        tenant,
                        existing(tenant, asked.list()).name(),
                        asked.after().orElse(""),
                        MOST_LISTED)
                .stream()
                .map(ContactJson::of)
                .toList();
    }

    /// @param unsubscribeAll as it was when empty
    record Said(
            Optional<String> list,
            Optional<String> account,
            Optional<String> region,
            Optional<String> address,
            Optional<Boolean> unsubscribeAll,
            List<String> topics) {}

    private ContactJson set(Said asked) {
        Tenant tenant = AdminCommands.tenant(accounts, asked.account(), asked.region());
        ContactList list = existing(tenant, asked.list());
        String address = AdminCommands.required("address", asked.address());
        Identities.checkAddress(address);
        List<Choice> choices = asked.topics().stream().map(Choice::parse).toList();
        for (Choice choice : choices) {
            if (list.topic(choice.topic()).isEmpty()) {
                throw new AdminRefusal(
                        NOT_FOUND, "Topic " + choice.topic() + " doesn't exist in list " + list.name() + ".");
            }
        }
        UnaryOperator<Contact> change = contact -> {
            Contact changed = contact.withUnsubscribeAll(asked.unsubscribeAll().orElse(contact.unsubscribeAll()));
            for (Choice choice : choices) {
                changed = changed.with(choice.topic(), choice.optedIn());
            }
            return changed;
        };
        lists.change(tenant, list.name(), address, change, told -> {});
        return ContactJson.of(lists.member(tenant, list.name(), address));
    }

    private Nothing forget(Said asked) {
        Tenant tenant = AdminCommands.tenant(accounts, asked.account(), asked.region());
        String address = AdminCommands.required("address", asked.address());
        if (!lists.forget(tenant, existing(tenant, asked.list()).name(), address)) {
            throw new AdminRefusal(NOT_FOUND, address + " has said nothing to that list");
        }
        return new Nothing();
    }
}
