package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// A table's name in the store, and what it holds.
///
/// @param name lower-case letters and hyphens, at most 64 characters
/// @param due when a row is to be looked at again, for [Table#forEachDue]; empty when it need not be
public record TableName<T extends Record>(String name, Class<T> type, Function<T, Optional<Instant>> due) {
    /// A table whose rows are never due.
    public TableName(String name, Class<T> type) {
        this(name, type, row -> Optional.empty());
    }
}
