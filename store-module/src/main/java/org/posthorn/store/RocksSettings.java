package org.posthorn.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;

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
    @SuppressWarnings("unchecked") // the type is compared
    public <T extends Record> Table<T> table(String name, Class<T> type) {
        if (!TABLE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("no name for a table: " + name);
        }
        RocksTable<?> table = tables.computeIfAbsent(name, n -> new RocksTable<>(n, type, this));
        if (table.type() != type) {
            throw new IllegalArgumentException("table " + name + " holds " + table.type());
        }
        return (Table<T>) table;
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
