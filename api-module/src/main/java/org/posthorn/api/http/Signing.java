package org.posthorn.api.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.engine.Hmac;

/// The building blocks that the signature schemes share.
final class Signing {
    private Signing() {}

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String sha256Hex(byte[] bytes) {
        return HexFormat.of().formatHex(sha256(bytes));
    }

    static byte[] hmacSha256(byte[] key, String message) {
        return Hmac.sha256(key, utf8(message));
    }

    /// Java's name of an algorithm that clients write in any case.
    static Optional<String> macAlgorithm(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "hmacsha256" -> Optional.of("HmacSHA256");
            case "hmacsha1" -> Optional.of("HmacSHA1");
            default -> Optional.empty();
        };
    }

    /// Compares in time that does not depend on where they differ.
    static boolean same(String expected, String given) {
        return MessageDigest.isEqual(utf8(expected), utf8(given));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// RFC 3986 percent-encoding: only letters, digits and `-._~` stay.
    static String percentEncode(String text) {
        String form = URLEncoder.encode(text, StandardCharsets.UTF_8);
        return form.replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }
}
