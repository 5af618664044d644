package org.posthorn.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.posthorn.engine.event.Counters;
import org.posthorn.engine.event.Counts;
import org.posthorn.engine.mail.Tenant;

/// The counters in RocksDB: one number for each subject, minute and kind, added to by its merge operator.
final class RocksCounters implements Counters {
    private static final long MINUTE_SECONDS = TimeUnit.MINUTES.toSeconds(1);

    private final Database database;

    RocksCounters(Database database) {
        this.database = database;
    }

    @Override
    public List<Window> read(Subject subject, Instant from) {
        TreeMap<Long, Counts> minutes = new TreeMap<>();
        add(minutes, subject, from);
        return windows(minutes);
    }

    /// Jumps from region to region, since the keys of each lie together.
    @Override
    public List<Window> readAccount(String accountId, Instant from) {
        TreeMap<Long, Counts> minutes = new TreeMap<>();
        byte[] prefix = Key.text(accountId + '\0');
        Optional<Tenant> next = tenantFrom(prefix, prefix);
        while (next.isPresent()) {
            add(minutes, Subject.of(next.get()), from);
            next = tenantFrom(Key.behindPrefix(Key.tenant(next.get())), prefix);
        }
        return windows(minutes);
    }

    /// The first tenant at or behind a key, of an account.
    private Optional<Tenant> tenantFrom(byte[] from, byte[] accountPrefix) {
        byte[][] found = new byte[1][];
        database.scan(Column.COUNTER, from, Optional.of(Key.behindPrefix(accountPrefix)), (key, value) -> {
            found[0] = key;
            return false;
        });
        return Optional.ofNullable(found[0]).map(Key::tenantOf);
    }

    private void add(Map<Long, Counts> minutes, Subject subject, Instant from) {
        byte[] prefix = CounterKind.prefix(subject);
        database.scan(
                Column.COUNTER,
                CounterKind.minuteKey(prefix, firstMinuteFrom(from)),
                Optional.of(CounterKind.behind(prefix)),
                (key, value) -> {
                    minutes.merge(CounterKind.minuteOf(key), CounterKind.countsOf(key, value), Counts::plus);
                    return true;
                });
    }

    private static List<Window> windows(NavigableMap<Long, Counts> minutes) {
        List<Window> windows = new ArrayList<>(minutes.size());
        minutes.forEach(
                (minute, counts) -> windows.add(new Window(Instant.ofEpochSecond(minute * MINUTE_SECONDS), counts)));
        return windows;
    }

    private static long firstMinuteFrom(Instant from) {
        return from.isAfter(Instant.EPOCH) ? Math.floorDiv(from.minusNanos(1).getEpochSecond(), MINUTE_SECONDS) + 1 : 0;
    }
}
