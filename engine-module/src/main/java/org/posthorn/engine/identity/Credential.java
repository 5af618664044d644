package org.posthorn.engine.identity;

import java.util.Optional;
import org.posthorn.engine.policy.Policy;

/// An access key with its secret in the clear: never stored, never logged.
///
/// @param policy what the key may do; everything when empty
public record Credential(String accessKeyId, String accountId, String secretAccessKey, Optional<Policy> policy) {
    /// A key that may do everything.
    public Credential(String accessKeyId, String accountId, String secretAccessKey) {
        this(accessKeyId, accountId, secretAccessKey, Optional.empty());
    }

    @Override
    public String toString() {
        return "Credential[" + accessKeyId + " of " + accountId + "]";
    }
}
