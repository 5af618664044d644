package org.posthorn.engine.contact;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ContactList;

/// An account's own way to its contact lists, with SES's rules and errors. Safe for use by many threads.
@Singleton
public final class OwnLists {
    /// Lists that an account may have in a region. An operator may make more, for those that need them.
    public static final int MOST = 1;

    private final ContactLists lists;
    private final InstantSource clock;

    @Inject
    public OwnLists(ContactLists lists, InstantSource clock) {
        this.lists = lists;
        this.clock = clock;
    }

    /// @throws SesException INVALID_PARAMETER_VALUE for what breaks a rule, and for a second list
    public void create(
            Tenant tenant,
            String name,
            List<ContactList.Topic> topics,
            Optional<String> description,
            Map<String, String> tags) {
        ContactRules.checkListName(name);
        ContactRules.checkTopics(topics);
        ContactRules.checkDescription(description);
        Instant now = clock.instant();
        ContactList list = new ContactList(name, topics, now, description, Optional.empty());
        if (!lists.create(tenant, list, tags, MOST)) {
            throw ContactRules.invalid("A maximum of " + MOST + " Lists allowed per account.");
        }
    }

    /// @throws SesException NOT_FOUND
    public ContactList get(Tenant tenant, String name) {
        ContactRules.checkListName(name);
        return lists.find(tenant, name).orElseThrow(() -> ContactRules.noList(name));
    }

    /// @param topics in place of those that it has, which stay when empty
    /// @param description in its place, and stays when empty; an empty text is none
    /// @throws SesException NOT_FOUND, or INVALID_PARAMETER_VALUE for what breaks a rule
    public void update(
            Tenant tenant, String name, Optional<List<ContactList.Topic>> topics, Optional<String> description) {
        ContactRules.checkListName(name);
        topics.ifPresent(ContactRules::checkTopics);
        ContactRules.checkDescription(description);
        Instant now = clock.instant();
        Optional<ContactList> changed = lists.update(
                tenant,
                name,
                list -> new ContactList(
                        name,
                        topics.orElse(list.topics()),
                        list.createdAt(),
                        description.or(list::description).filter(text -> !text.isEmpty()),
                        Optional.of(now)));
        if (changed.isEmpty()) {
            throw ContactRules.noList(name);
        }
    }

    /// @throws SesException NOT_FOUND
    public void delete(Tenant tenant, String name) {
        ContactRules.checkListName(name);
        if (!lists.delete(tenant, name)) {
            throw ContactRules.noList(name);
        }
    }

    /// Up to `max` of them behind the name `after` (empty for the start).
    public List<ContactList> list(Tenant tenant, String after, int max) {
        return lists.list(tenant, after, max);
    }
}
