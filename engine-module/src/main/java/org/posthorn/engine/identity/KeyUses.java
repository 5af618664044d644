package org.posthorn.engine.identity;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.AccessKey;
import org.posthorn.engine.settings.KeyUse;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

/// When access keys were last used, in whole seconds. Uses are noted in memory and written together by [#write], so
/// that a call costs no write; what a crash loses is the uses since the last one. Safe for use by many threads.
@Singleton
public final class KeyUses {
    private final Settings settings;
    private final Table<KeyUse> table;
    private final Table<AccessKey> keys;
    private final InstantSource clock;
    private final Map<String, Instant> unwritten = new ConcurrentHashMap<>();

    @Inject
    public KeyUses(Settings settings, InstantSource clock) {
        this.settings = settings;
        this.table = settings.table(Tables.KEY_USES);
        this.keys = settings.table(Tables.ACCESS_KEYS);
        this.clock = clock;
    }

    /// Notes that a key was used now, by somebody who has its secret.
    public void note(String accessKeyId) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        // A busy key is looked up without a lock, and noted once a second.
        if (!now.equals(unwritten.get(accessKeyId))) {
            unwritten.put(accessKeyId, now);
        }
    }

    /// Empty for a key that nobody has used, as far as is known.
    public Optional<Instant> last(String accessKeyId) {
        return Optional.ofNullable(unwritten.get(accessKeyId))
                .or(() -> table.get(Tenant.INSTALLATION, accessKeyId).map(KeyUse::at));
    }

    /// Writes what was noted since the last time, in one batch. What can't be written is kept for the next time.
    public void write() {
        Map<String, Instant> noted = Map.copyOf(unwritten);
        List<Settings.Change<?>> changes = new ArrayList<>();
        noted.forEach((key, at) -> {
            // A key that was deleted meanwhile leaves nothing behind.
            if (keys.get(Tenant.INSTALLATION, key).isPresent()) {
                changes.add(
                        new Settings.Change<>(Tables.KEY_USES, Tenant.INSTALLATION, key, Optional.of(new KeyUse(at))));
            }
        });
        if (!changes.isEmpty()) {
            settings.write(changes);
        }
        noted.forEach(unwritten::remove); // but for those that were used again meanwhile
    }
}
