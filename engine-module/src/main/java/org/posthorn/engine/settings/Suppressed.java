package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.Optional;

/// An address on a suppression list.
///
/// @param until when it is written to again; empty for never
public record Suppressed(String address, Reason reason, Instant since, Optional<Instant> until) {
    /// Why; the constants are SES's words.
    public enum Reason {
        BOUNCE,
        COMPLAINT
    }

    public boolean holdsAt(Instant now) {
        return until.filter(end -> !now.isBefore(end)).isEmpty();
    }
}
