package org.posthorn.engine.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// When a deferred recipient is tried again, and when it is given up.
///
/// @param waits between tries; the last one repeats
/// @param expire age at which a message that is still deferred bounces (RFC 5321 §4.5.4.1 advises days for a mail
///     exchanger; SES gives up after about 14 hours)
public record RetrySchedule(List<Duration> waits, Duration expire) {
    public RetrySchedule {
        waits = List.copyOf(waits);
        if (waits.isEmpty() || waits.stream().anyMatch(wait -> wait.isNegative() || wait.isZero())) {
            throw new IllegalArgumentException("a retry schedule needs at least one wait, all above zero");
        }
        if (expire.isNegative()) {
            throw new IllegalArgumentException("retry.expire must not be negative");
        }
    }

    /// @param attempts made so far, at least 1
    public Instant next(int attempts, Instant now) {
        return now.plus(waits.get(Math.min(attempts, waits.size()) - 1));
    }

    /// When a message accepted then is given up.
    public Instant expiry(Instant acceptedAt) {
        return acceptedAt.plus(expire);
    }
}
