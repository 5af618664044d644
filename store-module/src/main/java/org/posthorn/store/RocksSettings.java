package org.posthorn.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.TableName;

/// The settings in RocksDB, behind a cache that every write renews. That a row does not exist is cached too: most
/// lookups of an address find only its domain.
final class RocksSettings implements Settings {
    private static final Pattern TABLE_NAME = Pattern.compile("[a-z][a-z-]{0,63}");
    private static final long CACHE_BYTES = 16L << 20;
    private static final int LARGEST_CACHED_BYTES = 64 << 10;
    /// About what a cached row takes beside its bytes.
    private static final int ROW_BYTES = 200;

    private static final int LOCKS = 256;

    record RowKey(String table, Tenant tenant, String name) {}

    /// @param bytes of the stored value
    record Cached(Optional<? extends Record> value, int bytes) {
        int weight() {
            // What weighs more than the whole cache is dropped at once.
            return bytes > LARGEST_CACHED_BYTES ? Integer.MAX_VALUE : bytes + ROW_BYTES;
        }
    }

    private final Database database;
    private final GroupCommit commit;
    private final Aside aside;
    private final Map<String, RocksTable<?>> tables = new ConcurrentHashMap<>();
    private final Cache<RowKey, Cached> cache = Caffeine.newBuilder()
            .maximumWeight(CACHE_BYTES)
            .weigher((RowKey key, Cached row) -> row.weight())
            .executor(Runnable::run)
            .build();
    private final ReentrantLock[] locks =
            IntStream.range(0, LOCKS).mapToObj(i -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    RocksSettings(Database database, GroupCommit commit, Aside aside) {
        this.database = database;
        this.commit = commit;
        this.aside = aside;
    }

    @Override
    public <T extends Record> Table<T> table(TableName<T> name) {
        return known(name);
    }

    @SuppressWarnings("unchecked") // the type is compared
    private <T extends Record> RocksTable<T> known(TableName<T> name) {
        if (!TABLE_NAME.matcher(name.name()).matches()) {
            throw new IllegalArgumentException("no name for a table: " + name);
        }
        RocksTable<?> table = tables.computeIfAbsent(name.name(), n -> new RocksTable<>(name, this));
        if (table.type() != name.type()) {
            throw new IllegalArgumentException("table " + name.name() + " holds " + table.type());
        }
        return (RocksTable<T>) table;
    }

    /// Takes the locks of all rows first, in one order, so that two writers can't wait for each other.
    @Override
    public void write(List<Change<?>> changes) {
        // Refuses a wrong type before anything is held.
        changes.forEach(change -> known(change.table()));
        List<ReentrantLock> held = changes.stream()
                .map(RocksSettings::row)
                .map(row -> Math.floorMod(row.hashCode(), LOCKS))
                .sorted()
                .distinct()
                .map(i -> locks[i])
                .toList();
        held.forEach(ReentrantLock::lock);
        try {
            Batch batch = Batch.durable();
            changes.forEach(change -> add(change, batch));
            commit.commit(batch);
        } finally {
            changes.forEach(change -> known(change.table()).forget(change.tenant(), change.name()));
            held.forEach(ReentrantLock::unlock);
        }
    }

    private <T extends Record> void add(Change<T> change, Batch batch) {
        byte[] key = known(change.table()).key(change.tenant(), change.name());
        change.value()
                .ifPresentOrElse(
                        value -> batch.put(Column.SETTINGS, key, StoredRecord.encode(value)),
                        () -> batch.delete(Column.SETTINGS, key));
    }

    private static RowKey row(Change<?> change) {
        return new RowKey(change.table().name(), change.tenant(), change.name());
    }

    Database database() {
        return database;
    }

    GroupCommit commit() {
        return commit;
    }

    Aside aside() {
        return aside;
    }

    Cache<RowKey, Cached> cache() {
        return cache;
    }

    /// The lock of the row's writers: one of a fixed number.
    ReentrantLock lockOf(RowKey row) {
        return locks[Math.floorMod(row.hashCode(), LOCKS)];
    }
}
