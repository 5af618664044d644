package org.posthorn.engine.tag;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.SendingTenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.settings.TagSet;

/// What accounts wrote on their resources: up to [#MOST] words with values each (SES API v2 Reference, "Tag"). Safe for
/// use by many threads.
@Singleton
public final class Tags {
    /// Of one resource.
    public static final int MOST = 50;

    private static final int KEY_CHARS = 128;
    private static final int VALUE_CHARS = 256;

    private final Settings settings;
    private final Table<TagSet> table;

    @Inject
    public Tags(Settings settings) {
        this.settings = settings;
        this.table = settings.table(Tables.TAGS);
    }

    public boolean exists(Tenant tenant, Resource resource) {
        return settings.table(resource.type().table())
                .get(tenant, resource.row())
                // An earlier sending tenant of this name was another one.
                .filter(row -> !(row instanceof SendingTenant its) || its.key().equals(resource.name()))
                .isPresent();
    }

    /// In the order they were first given.
    public Map<String, String> of(Tenant tenant, Resource resource) {
        return table.get(tenant, resource.key()).map(TagSet::values).orElse(Map.of());
    }

    /// Adds tags to those that a resource has; a key that is there gets another value.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for keys or values that are none, or too many
    public void add(Tenant tenant, Resource resource, Map<String, String> more) {
        check(more);
        if (!more.isEmpty()) {
            table.update(tenant, resource.key(), known -> Optional.of(merged(known.map(TagSet::values), more)));
        }
    }

    /// Keys that it does not have are no matter.
    public void remove(Tenant tenant, Resource resource, Collection<String> keys) {
        table.update(
                tenant,
                resource.key(),
                known -> known.map(before -> {
                            Map<String, String> rest = new LinkedHashMap<>(before.values());
                            rest.keySet().removeAll(keys);
                            return new TagSet(rest);
                        })
                        .filter(after -> !after.values().isEmpty()));
    }

    /// The write that gives a new resource its tags, to go with the one that makes it.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for keys or values that are none, or too many
    public Settings.Change<TagSet> made(Tenant tenant, Resource resource, Map<String, String> tags) {
        check(tags);
        return new Settings.Change<>(
                Tables.TAGS,
                tenant,
                resource.key(),
                Optional.of(tags).filter(all -> !all.isEmpty()).map(TagSet::new));
    }

    /// The write that goes with the one that deletes a resource.
    public Settings.Change<TagSet> gone(Tenant tenant, Resource resource) {
        return new Settings.Change<>(Tables.TAGS, tenant, resource.key(), Optional.empty());
    }

    private static TagSet merged(Optional<Map<String, String>> known, Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(known.orElse(Map.of()));
        all.putAll(more);
        checkCount(all.size());
        return new TagSet(all);
    }

    /// The texts are a guess: no answer of SES was seen.
    private static void check(Map<String, String> tags) {
        checkCount(tags.size());
        tags.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > KEY_CHARS || !areTagChars(key)) {
                throw invalid("Invalid tag key <" + key + ">: 1 to " + KEY_CHARS
                        + " letters, digits, spaces and any of '_.:/=+-@' are allowed.");
            }
            if (key.regionMatches(true, 0, "aws:", 0, 4)) {
                throw invalid("Invalid tag key <" + key + ">: 'aws:' is reserved.");
            }
            if (value.length() > VALUE_CHARS || !areTagChars(value)) {
                throw invalid("Invalid tag value <" + value + ">: up to " + VALUE_CHARS
                        + " letters, digits, spaces and any of '_.:/=+-@' are allowed.");
            }
        });
    }

    private static void checkCount(int count) {
        if (count > MOST) {
            throw invalid("A resource may have up to " + MOST + " tags.");
        }
    }

    private static boolean areTagChars(String text) {
        return text.chars().allMatch(c -> Character.isLetterOrDigit(c) || " _.:/=+-@".indexOf(c) >= 0);
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
