package org.posthorn.engine.work;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/// How many lines of one kind each of many may put into the log in a minute, where strangers or tenants choose how
/// often something happens; what comes beyond is counted. Safe for use by many threads.
public final class LineBudget {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final int MOST_REMEMBERED = 10_000;
    /// Stands for all beyond the most that are remembered.
    private static final String OTHERS = "others";

    private final LongSupplier nanos;
    private final BiConsumer<String, Long> untold;
    private Map<String, Lines> minute = new LinkedHashMap<>();
    private long since;

    private static final class Lines {
        private int shown;
        private long untold;
    }

    /// @param nanos as [System#nanoTime]
    /// @param untold hears at the end of a minute of each that went beyond, and by how much
    public LineBudget(LongSupplier nanos, BiConsumer<String, Long> untold) {
        this.nanos = nanos;
        this.untold = untold;
        this.since = nanos.getAsLong();
    }

    /// Whether one more may be shown.
    public boolean take(String who, int most) {
        tell();
        synchronized (this) {
            String name = minute.containsKey(who) || minute.size() < MOST_REMEMBERED ? who : OTHERS;
            Lines lines = minute.computeIfAbsent(name, key -> new Lines());
            if (lines.shown < most) {
                lines.shown++;
                return true;
            }
            lines.untold++;
            return false;
        }
    }

    /// Ends the minute when it is over; asking for a line does so, too.
    public void tell() {
        Map<String, Lines> ended;
        synchronized (this) {
            long now = nanos.getAsLong();
            if (now - since < MINUTE) {
                return;
            }
            ended = minute;
            minute = new LinkedHashMap<>();
            since = now;
        }
        ended.forEach((who, lines) -> {
            if (lines.untold > 0) {
                untold.accept(who, lines.untold);
            }
        });
    }
}
