package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.posthorn.engine.mail.Tenant;

/// One kind of setting, by tenant and name, in the order of the names' UTF-8 bytes. Safe for use by many threads.
///
/// Writes are on disk when they return. Reads see the newest write and, for small records, come from memory.
public interface Table<T extends Record> {
    Optional<T> get(Tenant tenant, String name);

    void put(Tenant tenant, String name, T value);

    /// Puts many rows in one batch: all of them or none.
    void putAll(List<Row<T>> rows);

    /// Replaces a value by what `change` makes of it, atomically; an empty result deletes it.
    ///
    /// @param change free of side effects: it may be called more than once
    /// @return the new value
    Optional<T> update(Tenant tenant, String name, Function<Optional<T>, Optional<T>> change);

    /// @return whether there was a value
    boolean delete(Tenant tenant, String name);

    /// Up to `max` rows of one tenant, behind the name `after` (empty for the start).
    List<Row<T>> page(Tenant tenant, String after, int max);

    /// How many rows an account has, its regions together; counts up to `max`, and decodes none.
    int count(String accountId, int max);

    /// How many rows a tenant has; counts up to `max`, and decodes none.
    int count(Tenant tenant, int max);

    /// Up to `max` rows of all tenants, behind the row `after` when given.
    List<Row<T>> scan(Optional<Row<T>> after, int max);

    /// Hands over every row of all tenants, a page at a time; rows that come or go meanwhile may be missed.
    default void forEach(Consumer<Row<T>> action) {
        int page = 1_000;
        Optional<Row<T>> after = Optional.empty();
        List<Row<T>> rows;
        do {
            rows = scan(after, page);
            for (Row<T> row : rows) {
                action.accept(row);
                after = Optional.of(row);
            }
        } while (rows.size() == page);
    }

    /// Hands over the rows that are due by then, as the table's name tells, the longest due first; they stay due until
    /// their value says otherwise. Takes time for what is due, not for what is there; only the first call since the
    /// start reads the table.
    void forEachDue(Instant now, Consumer<Row<T>> action);

    record Row<T>(Tenant tenant, String name, T value) {}
}
