package org.posthorn.api.v2.suppression;

import java.time.Instant;
import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.settings.Suppressed;

/// An address on the list as it is told.
record SuppressedDestination(
        String emailAddress,
        Suppressed.Reason reason,
        Instant lastUpdateTime,
        Optional<Attributes> attributes,
        Optional<String> tenantName) {
    record Attributes(Optional<String> messageId, Optional<String> feedbackId) {}

    static SuppressedDestination of(Suppressed entry, Optional<String> tenantName) {
        return new SuppressedDestination(entry.address(), entry.reason(), entry.since(), Optional.empty(), tenantName);
    }

    static SesException unknown(String address) {
        return new SesException(
                SesError.NOT_FOUND, "Email address " + address + " does not exist on your suppression list.");
    }
}
