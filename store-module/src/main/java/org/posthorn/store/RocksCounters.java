package org.posthorn.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.posthorn.engine.event.Counters;
import org.posthorn.engine.event.Counts;

/// The counters in RocksDB: one number for each subject, minute and kind, added to by its merge operator.
final class RocksCounters implements Counters {
    private static final long MINUTE_SECONDS = TimeUnit.MINUTES.toSeconds(1);

    private final Database database;

    RocksCounters(Database database) {
        this.database = database;
    }

    @Override
    public List<Window> read(Subject subject, Instant from) {
        byte[] prefix = CounterKind.prefix(subject);
        TreeMap<Long, Counts> minutes = new TreeMap<>();
        database.scan(
                Column.COUNTER,
                CounterKind.minuteKey(prefix, firstMinuteFrom(from)),
                Optional.of(CounterKind.behind(prefix)),
                (key, value) -> {
                    minutes.merge(CounterKind.minuteOf(key), CounterKind.countsOf(key, value), Counts::plus);
                    return true;
                });
        List<Window> windows = new ArrayList<>(minutes.size());
        minutes.forEach(
                (minute, counts) -> windows.add(new Window(Instant.ofEpochSecond(minute * MINUTE_SECONDS), counts)));
        return windows;
    }

    private static long firstMinuteFrom(Instant from) {
        return from.isAfter(Instant.EPOCH) ? Math.floorDiv(from.minusNanos(1).getEpochSecond(), MINUTE_SECONDS) + 1 : 0;
    }
}
