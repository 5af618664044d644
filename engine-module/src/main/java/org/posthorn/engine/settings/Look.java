package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.Optional;

/// The last look at DNS for the records of a domain.
///
/// @param foundAt when they were last there
public record Look(Instant at, Verification.Finding found, Optional<Instant> foundAt) {
    /// @param before the look before this one
    public static Look of(Optional<Look> before, Verification.Finding found, Instant now) {
        return new Look(
                now, found, found == Verification.Finding.PRESENT ? Optional.of(now) : before.flatMap(Look::foundAt));
    }
}
