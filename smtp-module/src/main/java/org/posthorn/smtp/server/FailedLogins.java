package org.posthorn.smtp.server;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.posthorn.engine.work.LineBudget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes those wait who try passwords: after a few failures of one address within a minute, the next answers come late.
/// Successful log-ins are never delayed. The log is told of each user name once a minute, up to [#NAMES] of an address
/// and [#LINES] in all: strangers choose both.
final class FailedLogins {
    private static final Logger log = LoggerFactory.getLogger(FailedLogins.class);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int ADDRESSES = 10_000;
    private static final int NAMES = 5;
    private static final int LINES = 100;
    /// An access key id has 20 characters.
    private static final int LONGEST_NAME = 40;
    private static final int FREE = 3;
    private static final Duration FIRST_DELAY = Duration.ofMillis(250);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

    private static final class Minute {
        private final long startNanos = System.nanoTime();
        private final Set<String> names = new HashSet<>();
        private int failures;
    }

    private final Cache<String, Minute> minutes = Caffeine.newBuilder()
            .maximumSize(ADDRESSES)
            .expireAfterWrite(MINUTE.multipliedBy(2))
            .build();

    private final LongAdder refused = new LongAdder();
    private final LineBudget lines =
            new LineBudget(System::nanoTime, (all, times) -> log.info("event=logins_not_shown times={}", times));

    /// Counts one more.
    ///
    /// @param network of the client
    /// @param address as it stands in the log
    /// @param name that the client gave, maybe empty
    /// @return how long the client is to wait for the answer
    Duration count(String network, String address, String name) {
        refused.increment();
        String shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "...";
        int[] failures = new int[1];
        minutes.asMap().compute(network, (key, known) -> {
            Minute minute = known;
            if (minute == null || System.nanoTime() - minute.startNanos > MINUTE.toNanos()) {
                minute = new Minute();
            }
            if (minute.names.size() < NAMES && minute.names.add(shown) && lines.take("", LINES)) {
                int before = known == null ? 0 : known.failures;
                log.info("event=login-refused remote={} key_id={} before={}", address, shown, before);
            }
            failures[0] = ++minute.failures;
            return minute;
        });
        return delay(failures[0], FREE);
    }

    /// Since the start.
    long refused() {
        return refused.sum();
    }

    /// Nothing for the first, then twice as long each time.
    static Duration delay(int failures, int free) {
        if (failures <= free) {
            return Duration.ZERO;
        }
        Duration doubled = FIRST_DELAY.multipliedBy(1L << Math.min(failures - free - 1, 10));
        return doubled.compareTo(LONGEST_DELAY) < 0 ? doubled : LONGEST_DELAY;
    }
}
