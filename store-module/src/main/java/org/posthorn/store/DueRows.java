package org.posthorn.store;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.store.RocksSettings.RowKey;

/// When the rows of a table are due: in memory, some 200 bytes for each that is due at any time.
///
/// A time here is a hint that is never later than the truth, which is in the row: what is due by the hint is read, and
/// the hint set right. So it may be set early where the truth is not known for sure.
final class DueRows {
    /// Early enough to be looked at next.
    static final Optional<Instant> UNKNOWN = Optional.of(Instant.MIN);

    private record Due(Instant at, RowKey row) {}

    private static final Comparator<Due> ORDER = Comparator.comparing(Due::at)
            .thenComparing(
                    due -> due.row().tenant(),
                    Comparator.comparing(Tenant::accountId).thenComparing(Tenant::region))
            .thenComparing(due -> due.row().name());

    private final Map<RowKey, Instant> times = new HashMap<>();
    private final TreeSet<Due> inOrder = new TreeSet<>(ORDER);

    synchronized void set(RowKey row, Optional<Instant> time) {
        Instant before = times.remove(row);
        if (before != null) {
            inOrder.remove(new Due(before, row));
        }
        time.ifPresent(at -> {
            times.put(row, at);
            inOrder.add(new Due(at, row));
        });
    }

    /// What a walk over the table found, unless a writer has said something newer.
    synchronized void found(RowKey row, Instant at) {
        if (!times.containsKey(row)) {
            set(row, Optional.of(at));
        }
    }

    /// Those that may be due, the longest due first.
    synchronized List<RowKey> until(Instant now) {
        return inOrder.stream()
                .takeWhile(due -> !due.at().isAfter(now))
                .map(Due::row)
                .toList();
    }
}
