package org.posthorn.engine.dkim;

import java.security.PrivateKey;

/// A key to sign with.
///
/// @param key RSA, or Ed25519 (RFC 8463)
/// @param domain the `d=` tag
/// @param selector the `s=` tag
public record SigningKey(PrivateKey key, String domain, String selector) {
    boolean isRsa() {
        return key.getAlgorithm().equals("RSA");
    }
}
