package org.posthorn.smtp.server;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes those wait who try passwords: after a few failures of one address within a minute, the next answers come late.
/// Successful log-ins are never delayed. Told to the log once per address and minute.
final class FailedLogins {
    private static final Logger log = LoggerFactory.getLogger(FailedLogins.class);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int ADDRESSES = 10_000;
    private static final int FREE = 3;
    private static final Duration FIRST_DELAY = Duration.ofMillis(250);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

    private static final class Minute {
        private final long startNanos = System.nanoTime();
        private int failures;
    }

    private final Cache<String, Minute> minutes = Caffeine.newBuilder()
            .maximumSize(ADDRESSES)
            .expireAfterWrite(MINUTE.multipliedBy(2))
            .build();

    /// Counts one more.
    ///
    /// @param network of the client
    /// @param address as it stands in the log
    /// @return how long the client is to wait for the answer
    Duration count(String network, String address) {
        int[] failures = new int[1];
        minutes.asMap().compute(network, (key, known) -> {
            Minute minute = known;
            if (minute == null || System.nanoTime() - minute.startNanos > MINUTE.toNanos()) {
                log.info("event=login-refused remote={} before={}", address, known == null ? 0 : known.failures);
                minute = new Minute();
            }
            failures[0] = ++minute.failures;
            return minute;
        });
        return delay(failures[0]);
    }

    /// Nothing for the first, then twice as long each time.
    private static Duration delay(int failures) {
        if (failures <= FREE) {
            return Duration.ZERO;
        }
        Duration doubled = FIRST_DELAY.multipliedBy(1L << Math.min(failures - FREE - 1, 10));
        return doubled.compareTo(LONGEST_DELAY) < 0 ? doubled : LONGEST_DELAY;
    }
}
