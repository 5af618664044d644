package org.posthorn.api.auth;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.posthorn.api.codec.Chunks;
import org.posthorn.engine.Hmac;

/// The building blocks that the signature schemes share.
public final class Signing {
    private Signing() {}

    /// What a hash is made over, written piece by piece.
    interface Writer {
        void writeTo(OutputStream out) throws IOException;
    }

    static byte[] sha256(byte[] bytes) {
        return sha256().digest(bytes);
    }

    static byte[] sha256(Writer message) {
        MessageDigest digest = sha256();
        write(message, digest::update);
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String sha256Hex(byte[] bytes) {
        return HexFormat.of().formatHex(sha256(bytes));
    }

    static String sha256Hex(Chunks bytes) {
        MessageDigest digest = sha256();
        bytes.forEach(digest::update);
        return HexFormat.of().formatHex(digest.digest());
    }

    /// @param key not empty
    static byte[] hmac(String algorithm, byte[] key, Writer message) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            write(message, mac::update);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Writer message, Chunks.Part hash) {
        OutputStream pieces = new OutputStream() {
            @Override
            public void write(int b) {
                hash.take(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int count) {
                hash.take(bytes, offset, count);
            }
        };
        try (OutputStream out = new BufferedOutputStream(pieces)) {
            message.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory only
        }
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
