package org.posthorn.engine.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.posthorn.engine.mail.Mail;

/// When a deferred recipient is tried again, and when it is given up.
///
/// @param waits between tries; the last one repeats
/// @param expire age at which a message that is still deferred bounces (RFC 5321 §4.5.4.1 advises days for a mail
///     exchanger; SES gives up after about 14 hours)
/// @param jitter the share by which a wait may grow at random, 0 to 1, so that what failed together is not tried
/// together
public record RetrySchedule(List<Duration> waits, Duration expire, double jitter) {
    private static final Duration KEPT = Duration.ofDays(36_500);

    /// Without jitter.
    public RetrySchedule(List<Duration> waits, Duration expire) {
        this(waits, expire, 0);
    }

    public RetrySchedule {
        waits = List.copyOf(waits);
        if (waits.isEmpty() || waits.stream().anyMatch(wait -> wait.isNegative() || wait.isZero())) {
            throw new IllegalArgumentException("a retry schedule needs at least one wait, all above zero");
        }
        if (expire.isNegative()) {
            throw new IllegalArgumentException("retry.expire must not be negative");
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter is a share between 0 and 1");
        }
    }

    /// @param attempts made so far, at least 1
    public Instant next(int attempts, Instant now) {
        Duration wait = waits.get(Math.min(attempts, waits.size()) - 1);
        long more = (long) (wait.toMillis() * jitter);
        return now.plus(wait).plusMillis(more > 0 ? ThreadLocalRandom.current().nextLong(more) : 0);
    }

    /// The next try of what failed for good and is kept all the same.
    Instant nextOfKept(Instant now) {
        return next(waits.size(), now);
    }

    /// When a message is given up: after the time of all mail, or an earlier one of its own. One that came in and whose
    /// sender can't be told is kept until the operator ends it.
    public Instant expiry(Mail mail) {
        if (mail.isUnanswerable()) {
            return mail.acceptedAt().plus(KEPT);
        }
        Instant usual = mail.acceptedAt().plus(expire);
        return mail.giveUpAt().filter(own -> own.isBefore(usual)).orElse(usual);
    }
}
