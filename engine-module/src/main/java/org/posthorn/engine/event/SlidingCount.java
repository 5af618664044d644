package org.posthorn.engine.event;

import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/// How much was counted lately, to the minute. Not thread-safe.
public final class SlidingCount {
    private final TreeMap<Long, Long> byMinute = new TreeMap<>();
    private long sum;

    /// What durable windows say.
    public static SlidingCount of(List<Counters.Window> windows, ToLongFunction<Counts> count) {
        SlidingCount sliding = new SlidingCount();
        windows.forEach(window -> sliding.add(window.start(), count.applyAsLong(window.counts())));
        return sliding;
    }

    public void add(Instant at, long count) {
        byMinute.merge(minute(at), count, Long::sum);
        sum += count;
    }

    /// What was counted after the minute of `from`. Forgets what is older, so that a call costs what has grown old
    /// since the last.
    public long since(Instant from) {
        NavigableMap<Long, Long> old = byMinute.headMap(minute(from), true);
        for (long count : old.values()) {
            sum -= count;
        }
        old.clear();
        return sum;
    }

    private static long minute(Instant at) {
        return at.getEpochSecond() / Counters.WINDOW.toSeconds();
    }
}
