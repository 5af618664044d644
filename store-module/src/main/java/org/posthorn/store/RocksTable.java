package org.posthorn.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.TableName;
import org.posthorn.store.RocksSettings.Cached;
import org.posthorn.store.RocksSettings.RowKey;

/// One table of [RocksSettings].
///
/// Writers of a row take turns under its lock, so that an update sees what it replaces; readers take no lock. The cache
/// is renewed after the commit, and its own locking per row makes a slow reader's older value give way.
final class RocksTable<T extends Record> implements Table<T> {
    private final String name;
    private final Class<T> type;
    private final Function<T, Optional<Instant>> due;
    private final byte[] prefix;
    private final RocksSettings settings;
    private final DueRows dueRows = new DueRows();
    private final ReentrantLock loading = new ReentrantLock();
    /// Whether somebody asks what is due: from then on every write says so.
    private volatile boolean isDueKept;

    private volatile boolean isDueLoaded;

    RocksTable(TableName<T> name, RocksSettings settings) {
        this.name = name.name();
        this.type = name.type();
        this.due = name.due();
        this.prefix = Key.text(this.name + '\0');
        this.settings = settings;
    }

    Class<T> type() {
        return type;
    }

    @Override
    public Optional<T> get(Tenant tenant, String row) {
        RowKey rowKey = new RowKey(name, tenant, row);
        return settings.cache()
                .get(rowKey, key -> load(key(tenant, row)))
                .value()
                .map(type::cast);
    }

    @Override
    public void put(Tenant tenant, String row, T value) {
        locked(tenant, row, () -> {
            write(tenant, row, Optional.of(value));
            return value;
        });
    }

    /// Takes no locks: for rows that nobody updates at the same time.
    @Override
    public void putAll(List<Row<T>> rows) {
        Batch batch = Batch.durable();
        for (Row<T> row : rows) {
            batch.put(Column.SETTINGS, key(row.tenant(), row.name()), StoredRecord.encode(row.value()));
        }
        try {
            settings.commit().commit(batch);
        } finally {
            rows.forEach(row -> forget(row.tenant(), row.name()));
        }
    }

    @Override
    public Optional<T> update(Tenant tenant, String row, Function<Optional<T>, Optional<T>> change) {
        return locked(tenant, row, () -> {
            Optional<T> before = get(tenant, row);
            Optional<T> after = change.apply(before);
            if (!after.equals(before)) {
                write(tenant, row, after);
            }
            return after;
        });
    }

    @Override
    public boolean delete(Tenant tenant, String row) {
        return locked(tenant, row, () -> {
            boolean present = get(tenant, row).isPresent();
            if (present) {
                write(tenant, row, Optional.empty());
            }
            return present;
        });
    }

    private void write(Tenant tenant, String row, Optional<T> value) {
        RowKey rowKey = new RowKey(name, tenant, row);
        byte[] key = key(tenant, row);
        byte[] bytes = value.map(StoredRecord::encode).orElseGet(() -> new byte[0]);
        Batch batch = value.isPresent()
                ? Batch.durable().put(Column.SETTINGS, key, bytes)
                : Batch.durable().delete(Column.SETTINGS, key);
        try {
            settings.commit().commit(batch);
        } catch (RuntimeException e) {
            // Written or not: the next read finds out.
            forget(tenant, row);
            throw e;
        }
        settings.cache().put(rowKey, new Cached(value, bytes.length));
        if (isDueKept) {
            dueRows.set(rowKey, value.flatMap(due));
        }
    }

    /// The row was written, perhaps: the next read finds out.
    void forget(Tenant tenant, String row) {
        RowKey rowKey = new RowKey(name, tenant, row);
        settings.cache().invalidate(rowKey);
        if (isDueKept) {
            dueRows.set(rowKey, DueRows.UNKNOWN);
        }
    }

    @Override
    public void forEachDue(Instant now, Consumer<Row<T>> action) {
        loadDue();
        for (RowKey row : dueRows.until(now)) {
            dueValue(row, now).ifPresent(value -> action.accept(new Row<>(row.tenant(), row.name(), value)));
        }
    }

    private void loadDue() {
        if (isDueLoaded) {
            return;
        }
        loading.lock();
        try {
            if (!isDueLoaded) {
                isDueKept = true;
                forEach(row -> due.apply(row.value())
                        .ifPresent(at -> dueRows.found(new RowKey(name, row.tenant(), row.name()), at)));
                isDueLoaded = true;
            }
        } finally {
            loading.unlock();
        }
    }

    /// The value of a row if it is due, and when it is due set right.
    private Optional<T> dueValue(RowKey row, Instant now) {
        return locked(row.tenant(), row.name(), () -> {
            Optional<T> value = get(row.tenant(), row.name());
            Optional<Instant> at = value.flatMap(due);
            dueRows.set(row, at);
            return value.filter(known -> at.filter(time -> !time.isAfter(now)).isPresent());
        });
    }

    private <R> R locked(Tenant tenant, String row, Supplier<R> action) {
        ReentrantLock lock = settings.lockOf(new RowKey(name, tenant, row));
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private Cached load(byte[] key) {
        try {
            Optional<byte[]> bytes = settings.database().get(Column.SETTINGS, key);
            return new Cached(
                    bytes.map(value -> StoredRecord.decode(type, value, 0)),
                    bytes.map(value -> value.length).orElse(0));
        } catch (CorruptRecordException e) {
            settings.aside().move(Column.SETTINGS, key, e);
            return new Cached(Optional.empty(), 0);
        }
    }

    @Override
    public List<Row<T>> page(Tenant tenant, String after, int max) {
        byte[] tenantPrefix = Key.join(prefix, Key.tenant(tenant));
        byte[] from = after.isEmpty() ? tenantPrefix : Key.behind(key(tenant, after));
        return rows(from, Key.behindPrefix(tenantPrefix), max);
    }

    @Override
    public int count(String accountId, int max) {
        return count(Key.join(prefix, Key.text(accountId + '\0')), max);
    }

    @Override
    public int count(Tenant tenant, int max) {
        return count(Key.join(prefix, Key.tenant(tenant)), max);
    }

    private int count(byte[] from, int max) {
        int[] count = new int[1];
        settings.database()
                .scan(Column.SETTINGS, from, Optional.of(Key.behindPrefix(from)), (key, value) -> ++count[0] < max);
        return count[0];
    }

    @Override
    public List<Row<T>> scan(Optional<Row<T>> after, int max) {
        byte[] from =
                after.map(row -> Key.behind(key(row.tenant(), row.name()))).orElse(prefix);
        return rows(from, Key.behindPrefix(prefix), max);
    }

    private List<Row<T>> rows(byte[] from, byte[] to, int max) {
        List<Row<T>> rows = new ArrayList<>();
        List<byte[]> unreadable = new ArrayList<>();
        settings.database().scan(Column.SETTINGS, from, Optional.of(to), (key, value) -> {
            if (rows.size() < max) {
                try {
                    rows.add(row(key, value));
                } catch (CorruptRecordException e) {
                    unreadable.add(key);
                }
            }
            return rows.size() < max;
        });
        unreadable.forEach(
                key -> settings.aside().move(Column.SETTINGS, key, new CorruptRecordException("table " + name)));
        return rows;
    }

    private Row<T> row(byte[] key, byte[] value) {
        String[] parts =
                new String(key, prefix.length, key.length - prefix.length, StandardCharsets.UTF_8).split("\0", 3);
        if (parts.length != 3) {
            throw new CorruptRecordException("the key of a setting has " + parts.length + " parts");
        }
        return new Row<>(new Tenant(parts[0], parts[1]), parts[2], StoredRecord.decode(type, value, 0));
    }

    byte[] key(Tenant tenant, String row) {
        return Key.join(prefix, Key.join(Key.tenant(tenant), Key.text(row)));
    }
}
