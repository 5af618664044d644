package org.posthorn.engine.settings;

import java.util.Optional;

/// Rules for the messages that name it.
///
/// @param tlsPolicy empty when it was never set, which means the same as `Optional`
public record ConfigurationSet(String name, Optional<TlsPolicy> tlsPolicy) {
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
