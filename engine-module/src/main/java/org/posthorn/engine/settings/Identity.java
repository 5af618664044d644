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
/// @param configurationSet that its mail has when it names none; it may have been deleted meanwhile
/// @param look the last one for its TXT record
public record Identity(
        String name,
        IdentityType type,
        VerificationStatus status,
        Optional<String> verificationToken,
        Instant requestedAt,
        Optional<Instant> nextCheckAt,
        boolean forwardingEnabled,
        Optional<String> configurationSet,
        Optional<Look> look) {
    /// One whose mail has no configuration set by default.
    public Identity(
            String name,
            IdentityType type,
            VerificationStatus status,
            Optional<String> verificationToken,
            Instant requestedAt,
            Optional<Instant> nextCheckAt,
            boolean forwardingEnabled) {
        this(
                name,
                type,
                status,
                verificationToken,
                requestedAt,
                nextCheckAt,
                forwardingEnabled,
                Optional.empty(),
                Optional.empty());
    }

    /// Whether mail may be sent from it: `TemporaryFailure` is a verified domain whose record was not found lately.
    public boolean isVerified() {
        return status == VerificationStatus.Success || status == VerificationStatus.TemporaryFailure;
    }

    /// This identity once verification was asked for anew.
    public Identity asked(
            VerificationStatus status, Optional<String> token, Instant now, Optional<Instant> nextCheckAt) {
        return new Identity(name, type, status, token, now, nextCheckAt, forwardingEnabled, configurationSet, look);
    }

    /// This identity with the time from which a lost record counts.
    public Identity lostAt(Instant now) {
        return asked(status, verificationToken, now, nextCheckAt);
    }

    public Identity withStatus(VerificationStatus status, Optional<Instant> nextCheckAt) {
        return asked(status, verificationToken, requestedAt, nextCheckAt);
    }

    public Identity withForwarding(boolean enabled) {
        return with(enabled, configurationSet, look);
    }

    public Identity withConfigurationSet(Optional<String> set) {
        return with(forwardingEnabled, set, look);
    }

    public Identity withLook(Verification.Finding found, Instant now) {
        return with(forwardingEnabled, configurationSet, Optional.of(Look.of(look, found, now)));
    }

    private Identity with(boolean forwarding, Optional<String> set, Optional<Look> look) {
        return new Identity(name, type, status, verificationToken, requestedAt, nextCheckAt, forwarding, set, look);
    }
}
