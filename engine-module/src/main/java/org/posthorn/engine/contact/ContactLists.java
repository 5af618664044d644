package org.posthorn.engine.contact;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.event.MailEvent.Preferences;
import org.posthorn.engine.event.MailEvent.TopicPreference;
import org.posthorn.engine.mail.ListUse;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Contact;
import org.posthorn.engine.settings.ContactList;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.settings.TagSet;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tag.Tags;

/// Contact lists, and what an address wants of them (SES Developer Guide, "Using list management"). An address that
/// is on no list has said nothing. Safe for use by many threads.
@Singleton
public final class ContactLists {
    /// Lists of an account in one region that operators may make.
    public static final int LISTS = 100;

    /// Topics of a list.
    public static final int TOPICS = 20;

    private static final int DELETED_TOGETHER = 1_000;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final Settings settings;
    private final Tags tags;
    private final Table<ContactList> lists;
    private final Table<Contact> contacts;
    private final InstantSource clock;

    /// What a member wants before and after a change.
    public record Change(Preferences before, Preferences after) {}

    @Inject
    public ContactLists(Settings settings, Tags tags, InstantSource clock) {
        this.settings = settings;
        this.tags = tags;
        this.lists = settings.table(Tables.CONTACT_LISTS);
        this.contacts = settings.table(Tables.CONTACTS);
        this.clock = clock;
    }

    /// Makes a list, or gives it other topics; those that it has keep how they are shown.
    ///
    /// @throws IllegalArgumentException for a bad name, and when there are too many
    public synchronized ContactList put(Tenant tenant, String name, List<ContactList.Topic> topics) {
        Set<String> names = new HashSet<>();
        for (ContactList.Topic topic : topics) {
            if (!isName(topic.name()) || !names.add(topic.name())) {
                throw new IllegalArgumentException(
                        "a topic has a name of its own, of up to 64 letters, digits, '_' and '-': " + topic.name());
            }
        }
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "the name of a list has up to 64 ASCII letters, digits, '_' and '-': " + name);
        }
        if (topics.size() > TOPICS) {
            throw new IllegalArgumentException("a list has at most " + TOPICS + " topics");
        }
        if (find(tenant, name).isEmpty() && count(tenant) >= LISTS) {
            throw new IllegalArgumentException("there are " + LISTS + " lists already");
        }
        Instant now = clock.instant();
        return lists.update(
                        tenant,
                        name,
                        known -> Optional.of(new ContactList(
                                name,
                                topics.stream()
                                        .map(topic -> shown(topic, known))
                                        .toList(),
                                known.map(ContactList::createdAt).orElse(now),
                                known.flatMap(ContactList::description),
                                known.map(list -> now))))
                .orElseThrow();
    }

    private static ContactList.Topic shown(ContactList.Topic topic, Optional<ContactList> list) {
        Optional<ContactList.Topic> known = list.flatMap(before -> before.topic(topic.name()));
        return new ContactList.Topic(
                topic.name(),
                topic.optedIn(),
                known.flatMap(ContactList.Topic::displayName),
                known.flatMap(ContactList.Topic::description));
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /// How many lists a tenant has.
    public int count(Tenant tenant) {
        return lists.count(tenant, LISTS);
    }

    /// Makes a list with its tags. Members that a broken deletion left behind are gone before.
    ///
    /// @param most lists that there may be with it
    /// @return whether there were fewer
    public synchronized boolean create(Tenant tenant, ContactList list, Map<String, String> given, int most) {
        if (count(tenant) >= most) {
            return false;
        }
        Settings.Change<TagSet> tagged =
                tags.made(tenant, new Resource(Resource.Type.CONTACT_LIST, list.name()), given);
        removeMembers(tenant, list.name());
        settings.write(
                List.of(new Settings.Change<>(Tables.CONTACT_LISTS, tenant, list.name(), Optional.of(list)), tagged));
        return true;
    }

    /// Changes a list; nothing when there is none.
    ///
    /// @param change free of side effects: it may be called more than once
    /// @return the changed list
    public Optional<ContactList> update(Tenant tenant, String name, UnaryOperator<ContactList> change) {
        return lists.update(tenant, name, known -> known.map(change));
    }

    public Optional<ContactList> find(Tenant tenant, String name) {
        return lists.get(tenant, name);
    }

    /// Up to `max` lists of all tenants.
    public List<Table.Row<ContactList>> list(int max) {
        return lists.scan(Optional.empty(), max);
    }

    /// Up to `max` lists of a tenant, behind the name `after` (empty for the start).
    public List<ContactList> list(Tenant tenant, String after, int max) {
        return lists.page(tenant, after, max).stream().map(Table.Row::value).toList();
    }

    /// Removes a list with its tags and members, the list first: a crash halfway leaves members that a second call
    /// removes, and never a list that has forgotten who unsubscribed.
    ///
    /// @return whether there was one
    public boolean delete(Tenant tenant, String name) {
        boolean existed = find(tenant, name).isPresent();
        settings.write(List.of(
                new Settings.Change<>(Tables.CONTACT_LISTS, tenant, name, Optional.empty()),
                tags.gone(tenant, new Resource(Resource.Type.CONTACT_LIST, name))));
        removeMembers(tenant, name);
        return existed;
    }

    private void removeMembers(Tenant tenant, String list) {
        List<Settings.Change<?>> changes = deletionOfMembers(tenant, list);
        while (!changes.isEmpty()) {
            settings.write(changes);
            changes = deletionOfMembers(tenant, list);
        }
    }

    private List<Settings.Change<?>> deletionOfMembers(Tenant tenant, String name) {
        List<Settings.Change<?>> changes = new ArrayList<>();
        for (Contact contact : members(tenant, name, "", DELETED_TOGETHER)) {
            changes.add(new Settings.Change<>(Tables.CONTACTS, tenant, row(name, contact.address()), Optional.empty()));
        }
        return changes;
    }

    /// Up to `max` members, behind the address `after` (empty for the start).
    public List<Contact> members(Tenant tenant, String list, String after, int max) {
        String prefix = list + "/";
        return contacts.page(tenant, after.isEmpty() ? prefix : row(list, after), max).stream()
                .filter(row -> row.name().startsWith(prefix))
                .map(Table.Row::value)
                .toList();
    }

    /// @throws SesException INVALID_PARAMETER_VALUE for a list or a topic that is not there; the texts are those of the
    ///     second API version
    public void check(Tenant tenant, ListUse use) {
        ContactList list = find(tenant, use.list())
                .orElseThrow(() -> new SesException(
                        SesError.INVALID_PARAMETER_VALUE, "List with name: " + use.list() + " doesn't exist."));
        if (use.topic().filter(topic -> list.topic(topic).isEmpty()).isPresent()) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "Topic " + use.topic().orElseThrow() + " doesn't exist in list " + use.list() + ".");
        }
    }

    /// Whether an address wants what a message is about; also when the list is gone.
    public boolean wants(Tenant tenant, ListUse use, String address) {
        Optional<ContactList> list = find(tenant, use.list());
        if (list.isEmpty()) {
            return true;
        }
        Contact contact = member(tenant, use.list(), address);
        return !contact.unsubscribeAll()
                && use.topic()
                        .flatMap(list.get()::topic)
                        .filter(topic -> !wants(contact, topic))
                        .isEmpty();
    }

    private static boolean wants(Contact contact, ContactList.Topic topic) {
        return contact.choice(topic.name()).orElse(topic.optedIn());
    }

    /// What an address has said; nothing yet for one that is unknown.
    public Contact member(Tenant tenant, String list, String address) {
        return contacts.get(tenant, row(list, address)).orElseGet(() -> Contact.made(address, clock.instant()));
    }

    /// What a member wants: each topic of the list, said or by default.
    public Preferences preferences(ContactList list, Contact contact) {
        return new Preferences(
                contact.unsubscribeAll(),
                list.topics().stream()
                        .map(topic -> new TopicPreference(topic.name(), wants(contact, topic)))
                        .toList());
    }

    /// Notes what an address says; nothing when the list is gone. On disk when this returns.
    ///
    /// @param change free of side effects: it is called more than once
    /// @param tell is told what changes, if anything does, before it is written: after a crash it is told twice rather
    ///     than never
    public void change(
            Tenant tenant, String name, String address, UnaryOperator<Contact> change, Consumer<Change> tell) {
        Optional<ContactList> list = find(tenant, name);
        if (list.isEmpty()) {
            return;
        }
        Contact known = member(tenant, name, address);
        Preferences before = preferences(list.get(), known);
        Preferences after = preferences(list.get(), change.apply(known));
        if (!after.equals(before)) {
            tell.accept(new Change(before, after));
        }
        contacts.update(
                tenant,
                row(name, address),
                current -> Optional.of(change.apply(current.orElse(known)).changedAt(clock.instant())));
    }

    /// Forgets what an address has said.
    ///
    /// @return whether it had said something
    public boolean forget(Tenant tenant, String list, String address) {
        return contacts.delete(tenant, row(list, address));
    }

    /// Addresses are compared without regard to case: nobody who unsubscribed is written to in another spelling.
    static String row(String list, String address) {
        return list + "/" + address.strip().toLowerCase(Locale.ROOT);
    }
}
