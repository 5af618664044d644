package org.posthorn.engine.settings;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How far DNS records of a domain have been found, and when they are looked for again.
///
/// @param since when they were asked for, or when they were lost
/// @param nextCheckAt empty when nobody looks any more
public record Verification(VerificationStatus status, Instant since, Optional<Instant> nextCheckAt) {
    private static final Duration PENDING_WAIT = Duration.ofMinutes(1);
    private static final Duration VERIFIED_WAIT = Duration.ofDays(1);
    private static final Duration PATIENCE = Duration.ofDays(3);

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

    /// The state after a look: 72 hours without the records are a failure (SES Developer Guide).
    public Verification after(Finding finding, Instant now) {
        return switch (finding) {
            case PRESENT -> new Verification(VerificationStatus.Success, since, Optional.of(now.plus(VERIFIED_WAIT)));
            case UNKNOWN -> new Verification(status, since, Optional.of(now.plus(PENDING_WAIT)));
            case ABSENT -> {
                if (status == VerificationStatus.Success) {
                    yield new Verification(
                            VerificationStatus.TemporaryFailure, now, Optional.of(now.plus(PENDING_WAIT)));
                }
                yield now.isAfter(since.plus(PATIENCE))
                        ? new Verification(VerificationStatus.Failed, since, Optional.empty())
                        : new Verification(status, since, Optional.of(now.plus(PENDING_WAIT)));
            }
        };
    }
}
