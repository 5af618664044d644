package org.posthorn.engine.delivery;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.TableName;

/// The destinations that the operator has paused; remembered over restarts.
@Singleton
public final class PausedDestinations {
    public static final TableName<Paused> TABLE = new TableName<>("paused-destination", Paused.class);

    // Belongs to no account.
    private static final Tenant EVERYBODY = new Tenant("000000000000", "-");
    private static final int MOST = 10_000;

    private final Table<Paused> table;
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    @Inject
    public PausedDestinations(Settings settings) {
        table = settings.table(TABLE);
        table.scan(Optional.empty(), MOST).forEach(row -> names.add(row.name()));
    }

    boolean contains(String destination) {
        return names.contains(destination);
    }

    /// @throws IllegalStateException when too many are paused
    void add(String destination, Instant now) {
        if (names.size() >= MOST) {
            throw new IllegalStateException(MOST + " destinations are paused already");
        }
        table.put(EVERYBODY, destination, new Paused(now));
        names.add(destination);
    }

    void remove(String destination) {
        table.delete(EVERYBODY, destination);
        names.remove(destination);
    }

    /// @param since when the operator paused it
    public record Paused(Instant since) {}
}
