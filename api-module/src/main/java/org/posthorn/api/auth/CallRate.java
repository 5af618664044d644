package org.posthorn.api.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// How often an account may make calls that send nothing, in all regions together: as an even pace, with a burst of
/// one second's worth (SES Developer Guide, "API rate limits"). Safe for use by many threads.
public final class CallRate {
    private static final int ACCOUNTS = 10_000;

    private final double perSecond;
    private final long gapMillis;
    // When the next call fits, if the pace were held without a burst.
    private final Cache<String, AtomicLong> next = Caffeine.newBuilder()
            .maximumSize(ACCOUNTS)
            .expireAfterAccess(Duration.ofMinutes(10))
            .build();

    /// @param perSecond 0 for any number
    public CallRate(double perSecond) {
        this.perSecond = perSecond;
        this.gapMillis = perSecond == 0 ? 0 : Math.max(1, (long) (1_000 / perSecond));
    }

    /// Counts one call.
    ///
    /// @throws SesException THROTTLING, and it does not count
    public void take(String accountId, Instant now) {
        if (perSecond == 0) {
            return;
        }
        AtomicLong slot = next.get(accountId, key -> new AtomicLong());
        long time = now.toEpochMilli();
        long burst = Math.max(0, 1_000 - gapMillis);
        while (true) {
            long before = slot.get();
            if (before > time + burst) {
                throw new SesException(SesError.THROTTLING, "Rate exceeded");
            }
            if (slot.compareAndSet(before, Math.max(before, time) + gapMillis)) {
                return;
            }
        }
    }
}
