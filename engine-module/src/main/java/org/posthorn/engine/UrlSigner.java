package org.posthorn.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/// Short signatures for what stands in links: HMAC-SHA256, the first 16 bytes of it, in base64url. Safe for use by many
/// threads.
public final class UrlSigner {
    private static final int BYTES = 16;

    private final byte[] key;

    /// @param key secret of the installation, for one purpose
    public UrlSigner(byte[] key) {
        this.key = key.clone();
    }

    /// 22 characters.
    public String sign(String text) {
        byte[] whole = Hmac.sha256(key, text.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(whole, BYTES));
    }

    /// Whether a signature is that of a text; takes the same time for any wrong one.
    public boolean isGenuine(String text, String signature) {
        return MessageDigest.isEqual(
                sign(text).getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
    }
}
