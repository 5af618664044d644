package org.posthorn.smtp.server;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/// Makes those wait who guess addresses: after [#FREE] recipients of one address that were refused for good within a
/// minute, the next refusals come late. Recipients that are taken are never delayed. Safe for use by many threads.
final class RefusedRecipients {
    /// More than a mailing list of stale addresses has here at once.
    static final int FREE = 20;
    /// Of a session since the last message that was taken: then it ends. A transaction may be nothing but such.
    static final int MOST = 100;

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int ADDRESSES = 10_000;

    /// @param startNanos when it began
    private record Minute(long startNanos, int refused) {}

    private final Cache<String, Minute> minutes = Caffeine.newBuilder()
            .maximumSize(ADDRESSES)
            .expireAfterWrite(MINUTE.multipliedBy(2))
            .build();

    /// Counts one more.
    ///
    /// @param network of the client
    /// @return how long the client is to wait for the answer
    Duration count(String network) {
        Minute minute = minutes.asMap().compute(network, (key, known) -> {
            long now = System.nanoTime();
            return known == null || now - known.startNanos > MINUTE.toNanos()
                    ? new Minute(now, 1)
                    : new Minute(known.startNanos, known.refused + 1);
        });
        return FailedLogins.delay(minute == null ? 0 : minute.refused, FREE);
    }
}
