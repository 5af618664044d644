package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.Optional;
import org.posthorn.engine.policy.Policy;

/// An access key of an account. The secret is sealed (encrypted and authenticated), since signature checks need it
/// back.
///
/// @param id such as `AKIAIOSFODNN7EXAMPLE`: 20 capitals and digits
/// @param policy what the key may do; everything when empty
/// @param label what operators know it by
/// @param disabled whether it is switched off: as good as deleted, until it is switched on
public record AccessKey(
        String id,
        String accountId,
        byte[] sealedSecret,
        Instant createdAt,
        Optional<Policy> policy,
        Optional<String> label,
        boolean disabled) {
    public AccessKey withLabel(Optional<String> given) {
        return new AccessKey(id, accountId, sealedSecret, createdAt, policy, given, disabled);
    }

    public AccessKey withDisabled(boolean off) {
        return new AccessKey(id, accountId, sealedSecret, createdAt, policy, label, off);
    }
}
