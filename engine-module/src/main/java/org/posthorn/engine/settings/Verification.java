package org.posthorn.engine.settings;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How far DNS records of a domain have been found, and when they are looked for again.
///
/// @param since when they were asked for, or when they were lost
/// @param nextCheckAt empty when nobody looks any more
/// @param look empty before the first
public record Verification(
        VerificationStatus status, Instant since, Optional<Instant> nextCheckAt, Optional<Look> look) {
    private static final Duration PENDING_WAIT = Duration.ofMinutes(1);
    private static final Duration VERIFIED_WAIT = Duration.ofDays(1);
    private static final Duration PATIENCE = Duration.ofDays(3);

    public Verification(VerificationStatus status, Instant since, Optional<Instant> nextCheckAt) {
        this(status, since, nextCheckAt, Optional.empty());
    }

    /// What one look at DNS found. `UNKNOWN` is no answer, and changes nothing.
    public enum Finding {
        PRESENT,
        ABSENT,
        UNKNOWN
    }

    /// @param atOnce dev mode: verified without a look at DNS
    public static Verification asked(Instant now, boolean atOnce) {
        return atOnce
                ? new Verification(VerificationStatus.Success, now, Optional.empty())
                : new Verification(VerificationStatus.Pending, now, Optional.of(now));
    }

    /// Whether the records count: `TemporaryFailure` is what was found before and is missing since less than 72 hours.
    public boolean isVerified() {
        return status == VerificationStatus.Success || status == VerificationStatus.TemporaryFailure;
    }

    public boolean isDue(Instant now) {
        return nextCheckAt.filter(at -> !at.isAfter(now)).isPresent();
    }

    /// The state after a look: 72 hours without the records are a failure (SES Developer Guide).
    public Verification after(Finding finding, Instant now) {
        return switch (finding) {
            case PRESENT -> looked(finding, now, VerificationStatus.Success, since, Optional.of(VERIFIED_WAIT));
            case UNKNOWN -> looked(finding, now, status, since, Optional.of(PENDING_WAIT));
            case ABSENT -> {
                if (status == VerificationStatus.Success) {
                    yield looked(finding, now, VerificationStatus.TemporaryFailure, now, Optional.of(PENDING_WAIT));
                }
                yield now.isAfter(since.plus(PATIENCE))
                        ? looked(finding, now, VerificationStatus.Failed, since, Optional.empty())
                        : looked(finding, now, status, since, Optional.of(PENDING_WAIT));
            }
        };
    }

    private Verification looked(
            Finding finding, Instant now, VerificationStatus status, Instant since, Optional<Duration> wait) {
        return new Verification(status, since, wait.map(now::plus), Optional.of(Look.of(look, finding, now)));
    }
}
