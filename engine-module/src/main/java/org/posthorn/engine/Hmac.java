package org.posthorn.engine;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Keyed hashes (RFC 2104), as every signature and token here is made of.
public final class Hmac {
    private Hmac() {}

    public static byte[] sha256(byte[] key, byte[] message) {
        return of("HmacSHA256", key, message);
    }

    /// @param algorithm Java's name of it; one that every Java has
    /// @param key not empty
    public static byte[] of(String algorithm, byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
