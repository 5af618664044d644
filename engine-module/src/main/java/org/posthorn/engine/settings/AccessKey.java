package org.posthorn.engine.settings;

import java.time.Instant;

/// An access key of an account. The secret is sealed (encrypted and authenticated), since signature checks need it
/// back.
///
/// @param id such as `AKIAIOSFODNN7EXAMPLE`: 20 capitals and digits
public record AccessKey(String id, String accountId, byte[] sealedSecret, Instant createdAt) {}
