package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.Optional;

/// Rules for the messages that name it.
///
/// @param tlsPolicy empty when it was never set, which means the same as `Optional`
/// @param paused whether messages that name it are refused
/// @param lastFreshStart when it was last allowed to send again
public record ConfigurationSet(
        String name, Optional<TlsPolicy> tlsPolicy, boolean paused, Optional<Instant> lastFreshStart) {
    /// A set without rules.
    public static ConfigurationSet named(String name) {
        return new ConfigurationSet(name, Optional.empty(), false, Optional.empty());
    }

    public ConfigurationSet withTlsPolicy(Optional<TlsPolicy> tlsPolicy) {
        return new ConfigurationSet(name, tlsPolicy, paused, lastFreshStart);
    }

    /// The same set with sending stopped, or allowed again from now on.
    public ConfigurationSet withSending(boolean enabled, Instant now) {
        return new ConfigurationSet(name, tlsPolicy, !enabled, enabled && paused ? Optional.of(now) : lastFreshStart);
    }

    /// Whether messages may go out in plain text; the constants are named as in the API.
    public enum TlsPolicy {
        /// Only encrypted.
        Require,
        /// In plain text to hosts that don't offer TLS.
        Optional
    }

    /// Whether messages go out encrypted or not at all.
    public boolean requiresTls() {
        return tlsPolicy.filter(policy -> policy == TlsPolicy.Require).isPresent();
    }
}
