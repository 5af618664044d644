package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.Optional;
import org.posthorn.engine.policy.Policy;

/// An access key of an account. The secret is sealed (encrypted and authenticated), since signature checks need it
/// back.
///
/// @param id such as `AKIAIOSFODNN7EXAMPLE`: 20 capitals and digits
/// @param policy what the key may do; everything when empty
public record AccessKey(String id, String accountId, byte[] sealedSecret, Instant createdAt, Optional<Policy> policy) {}
