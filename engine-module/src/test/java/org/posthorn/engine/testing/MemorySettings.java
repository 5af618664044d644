package org.posthorn.engine.testing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.TableName;

/// Settings in memory.
public final class MemorySettings implements Settings {
    private final Map<String, Table<?>> tables = new ConcurrentHashMap<>();

    @Override
    @SuppressWarnings("unchecked") // one name, one type: the port's promise
    public <T extends Record> Table<T> table(TableName<T> name) {
        return (Table<T>) tables.computeIfAbsent(name.name(), n -> new MemoryTable<>(name));
    }

    @Override
    public synchronized void write(List<Change<?>> changes) {
        changes.forEach(this::write);
    }

    private <T extends Record> void write(Change<T> change) {
        table(change.table()).update(change.tenant(), change.name(), old -> change.value());
    }

    private record Key(Tenant tenant, String name) {
        static final Comparator<Key> ORDER = Comparator.comparing(
                        (Key key) -> bytes(key.tenant().accountId()), Arrays::compareUnsigned)
                .thenComparing(key -> bytes(key.tenant().region()), Arrays::compareUnsigned)
                .thenComparing(key -> bytes(key.name()), Arrays::compareUnsigned);

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    private static final class MemoryTable<T extends Record> implements Table<T> {
        private final NavigableMap<Key, T> rows = new TreeMap<>(Key.ORDER);
        private final TableName<T> name;

        MemoryTable(TableName<T> name) {
            this.name = name;
        }

        @Override
        public synchronized Optional<T> get(Tenant tenant, String name) {
            return Optional.ofNullable(rows.get(new Key(tenant, name)));
        }

        @Override
        public synchronized void put(Tenant tenant, String name, T value) {
            rows.put(new Key(tenant, name), value);
        }

        @Override
        public synchronized void putAll(List<Row<T>> added) {
            added.forEach(row -> put(row.tenant(), row.name(), row.value()));
        }

        @Override
        public synchronized Optional<T> update(Tenant tenant, String name, Function<Optional<T>, Optional<T>> change) {
            Optional<T> after = change.apply(get(tenant, name));
            after.ifPresentOrElse(value -> put(tenant, name, value), () -> delete(tenant, name));
            return after;
        }

        @Override
        public synchronized boolean delete(Tenant tenant, String name) {
            return rows.remove(new Key(tenant, name)) != null;
        }

        @Override
        public synchronized List<Row<T>> page(Tenant tenant, String after, int max) {
            return rows.tailMap(new Key(tenant, after), false).entrySet().stream()
                    .takeWhile(row -> row.getKey().tenant().equals(tenant))
                    .limit(max)
                    .map(MemoryTable::row)
                    .toList();
        }

        @Override
        public synchronized int count(String accountId, int max) {
            return (int) rows.keySet().stream()
                    .filter(key -> key.tenant().accountId().equals(accountId))
                    .limit(max)
                    .count();
        }

        @Override
        public synchronized int count(Tenant tenant, int max) {
            return (int) rows.keySet().stream()
                    .filter(key -> key.tenant().equals(tenant))
                    .limit(max)
                    .count();
        }

        @Override
        public synchronized List<Row<T>> scan(Optional<Row<T>> after, int max) {
            NavigableMap<Key, T> behind = after.map(row -> rows.tailMap(new Key(row.tenant(), row.name()), false))
                    .orElse(rows);
            return behind.entrySet().stream().limit(max).map(MemoryTable::row).toList();
        }

        @Override
        public void forEachDue(Instant now, Consumer<Row<T>> action) {
            due(now).forEach(action);
        }

        private synchronized List<Row<T>> due(Instant now) {
            return rows.entrySet().stream()
                    .filter(row ->
                            dueAt(row.getValue()).filter(at -> !at.isAfter(now)).isPresent())
                    .sorted(Comparator.comparing(row -> dueAt(row.getValue()).orElseThrow()))
                    .map(MemoryTable::row)
                    .toList();
        }

        private Optional<Instant> dueAt(T value) {
            return name.due().apply(value);
        }

        private static <T extends Record> Row<T> row(Map.Entry<Key, T> entry) {
            return new Row<>(entry.getKey().tenant(), entry.getKey().name(), entry.getValue());
        }
    }
}
