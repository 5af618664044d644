package org.posthorn.engine.identity;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts what must come back in the clear: AES-256-GCM under the installation's key, which lies in a file beside the
/// data.
///
/// A sealed value is 12 bytes of nonce, the ciphertext and a 16-byte tag. Safe for use by many threads.
public final class SecretBox {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /// @param key 32 bytes
    public SecretBox(byte[] key) {
        if (key.length != 32) {
            throw new IllegalArgumentException("the key must have 32 bytes");
        }
        this.key = new SecretKeySpec(key, "AES");
    }

    /// @param purpose bound to the value: a value sealed for one purpose does not open for another
    public byte[] seal(byte[] secret, String purpose) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, purpose).doFinal(secret);
            return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// @throws IllegalStateException when the value was sealed under another key or for another purpose, or was changed
    public byte[] open(byte[] sealed, String purpose) {
        if (sealed.length < NONCE_BYTES) {
            throw new IllegalStateException("not a sealed value");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE_BYTES), purpose)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "a secret does not open: it was stored under another key file than this one", e);
        }
    }

    /// Whether the value was sealed for this purpose under this key.
    public boolean opens(byte[] sealed, String purpose) {
        try {
            open(sealed, purpose);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String purpose) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(purpose.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return cipher;
    }
}
