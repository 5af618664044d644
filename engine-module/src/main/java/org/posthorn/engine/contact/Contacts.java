package org.posthorn.engine.contact;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Contact;
import org.posthorn.engine.settings.ContactList;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

/// An account's own way to the members of its lists, with SES's rules and errors. Safe for use by many threads.
///
/// Addresses are compared without regard to case, as everywhere with contacts; told they are as they were first given.
@Singleton
public final class Contacts {
    private final ContactLists lists;
    private final Table<Contact> table;
    private final InstantSource clock;

    /// What an account says of a contact.
    ///
    /// @param attributes none when empty, or an empty text
    public record Said(boolean unsubscribeAll, List<Contact.Choice> choices, Optional<String> attributes) {
        public Said {
            attributes = attributes.filter(text -> !text.isEmpty());
        }
    }

    /// A contact, and the list that it is in.
    public record Found(ContactList list, Contact contact) {}

    @Inject
    public Contacts(ContactLists lists, Settings settings, InstantSource clock) {
        this.lists = lists;
        this.table = settings.table(Tables.CONTACTS);
        this.clock = clock;
    }

    /// @throws SesException ALREADY_EXISTS, NOT_FOUND for the list, INVALID_PARAMETER_VALUE for what breaks a rule
    public void create(Tenant tenant, String listName, String address, Said said) {
        ContactList list = check(tenant, listName, address);
        check(list, said);
        Instant now = clock.instant();
        Contact made = put(list, Contact.made(address, now), said, now);
        table.update(tenant, ContactLists.row(listName, address), known -> {
            if (known.isPresent()) {
                throw new SesException(SesError.ALREADY_EXISTS, address + " already exists in List.");
            }
            return Optional.of(made);
        });
    }

    /// @throws SesException NOT_FOUND for the list or the contact
    public Found get(Tenant tenant, String listName, String address) {
        ContactList list = check(tenant, listName, address);
        return table.get(tenant, ContactLists.row(listName, address))
                .map(contact -> new Found(list, contact))
                .orElseThrow(() -> unknown(address));
    }

    /// Changes a contact: choices by topic, where those of other topics stay; all else is replaced.
    ///
    /// @throws SesException NOT_FOUND for the list or the contact, INVALID_PARAMETER_VALUE for what breaks a rule
    public void update(Tenant tenant, String listName, String address, Said said) {
        ContactList list = check(tenant, listName, address);
        check(list, said);
        Optional<Contact> changed = table.update(
                tenant,
                ContactLists.row(listName, address),
                known -> known.map(contact -> put(list, contact, said, clock.instant())));
        if (changed.isEmpty()) {
            throw unknown(address);
        }
    }

    /// @throws SesException NOT_FOUND for the list or the contact
    public void delete(Tenant tenant, String listName, String address) {
        check(tenant, listName, address);
        if (!lists.forget(tenant, listName, address)) {
            throw unknown(address);
        }
    }

    /// The write that puts a contact in place of whatever the list knew of the address, but for when it came.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for what breaks a rule
    public Settings.Change<Contact> replacement(Tenant tenant, ContactList list, String address, Said said) {
        ContactRules.checkAddress(address);
        check(list, said);
        String row = ContactLists.row(list.name(), address);
        Instant now = clock.instant();
        Instant since = table.get(tenant, row).flatMap(Contact::createdAt).orElse(now);
        Contact fresh = put(list, Contact.made(address, since), said, now);
        return new Settings.Change<>(Tables.CONTACTS, tenant, row, Optional.of(fresh));
    }

    /// The write that removes a contact, whether it is there or not.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for what is no address
    public Settings.Change<Contact> removal(Tenant tenant, ContactList list, String address) {
        ContactRules.checkAddress(address);
        return new Settings.Change<>(Tables.CONTACTS, tenant, ContactLists.row(list.name(), address), Optional.empty());
    }

    private ContactList check(Tenant tenant, String listName, String address) {
        ContactRules.checkAddress(address);
        ContactRules.checkListName(listName);
        return lists.find(tenant, listName).orElseThrow(() -> ContactRules.noList(listName));
    }

    private static void check(ContactList list, Said said) {
        for (Contact.Choice choice : said.choices()) {
            checkTopic(list, choice.topic());
        }
        ContactRules.checkAttributes(said.attributes());
    }

    /// @throws SesException INVALID_PARAMETER_VALUE when the list has no such topic
    public static void checkTopic(ContactList list, String topic) {
        if (list.topic(topic).isEmpty()) {
            throw ContactRules.invalid("List: " + list.name() + " doesn't contain Topic: " + topic);
        }
    }

    /// What it had said of topics that the list has no longer is forgotten.
    private static Contact put(ContactList list, Contact contact, Said said, Instant now) {
        Map<String, Contact.Choice> choices = new LinkedHashMap<>();
        contact.choices().stream()
                .filter(choice -> list.topic(choice.topic()).isPresent())
                .forEach(choice -> choices.put(choice.topic(), choice));
        said.choices().forEach(choice -> choices.put(choice.topic(), choice));
        return new Contact(
                contact.address(),
                said.unsubscribeAll(),
                List.copyOf(choices.values()),
                now,
                said.attributes(),
                contact.createdAt());
    }

    private static SesException unknown(String address) {
        return new SesException(SesError.NOT_FOUND, address + " doesn't exist in List.");
    }
}
