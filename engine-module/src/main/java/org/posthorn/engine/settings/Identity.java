package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.Optional;

/// An address or domain that an account sends from, or wants to.
///
/// @param name an address as given, or a domain in lower case
/// @param verificationToken the value of the TXT record; domains only
/// @param requestedAt when verification was last asked for
/// @param nextCheckAt when DNS is asked again; empty when it need not be
/// @param forwardingEnabled whether bounces and complaints are mailed to the sender
public record Identity(
        String name,
        IdentityType type,
        VerificationStatus status,
        Optional<String> verificationToken,
        Instant requestedAt,
        Optional<Instant> nextCheckAt,
        boolean forwardingEnabled) {
    /// Whether mail may be sent from it: `TemporaryFailure` is a verified domain whose record was not found lately.
    public boolean isVerified() {
        return status == VerificationStatus.Success || status == VerificationStatus.TemporaryFailure;
    }

    /// This identity with the time from which a lost record counts.
    public Identity lostAt(Instant now) {
        return new Identity(name, type, status, verificationToken, now, nextCheckAt, forwardingEnabled);
    }

    public Identity withStatus(VerificationStatus status, Optional<Instant> nextCheckAt) {
        return new Identity(name, type, status, verificationToken, requestedAt, nextCheckAt, forwardingEnabled);
    }

    public Identity withForwarding(boolean forwardingEnabled) {
        return new Identity(name, type, status, verificationToken, requestedAt, nextCheckAt, forwardingEnabled);
    }
}
