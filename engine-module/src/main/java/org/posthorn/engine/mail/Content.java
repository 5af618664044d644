package org.posthorn.engine.mail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The RFC 5322 bytes of one message, with CRLF line endings. Immutable by agreement: the array is shared, never
/// copied.
public final class Content {
    private final byte[] bytes;

    public Content(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Content of(String text) {
        return new Content(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The bytes themselves; callers must not change them.
    public byte[] bytes() {
        return bytes;
    }

    public int sizeBytes() {
        return bytes.length;
    }

    /// Where the header section ends: the index behind the blank line, or the whole length when there is no body.
    public int headerLength() {
        for (int i = 0; i + 1 < bytes.length; i++) {
            if (bytes[i] == '\n') {
                if (bytes[i + 1] == '\n') {
                    return i + 2;
                }
                if (bytes[i + 1] == '\r' && i + 2 < bytes.length && bytes[i + 2] == '\n') {
                    return i + 3;
                }
            }
        }
        return bytes.length;
    }

    /// The header section as text, at most this many characters of it, cut at the end of a line.
    public String headerSection(int maxChars) {
        int end = headerLength();
        if (end > maxChars) {
            end = maxChars;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /// The message with this in front of it, in a copy.
    ///
    /// @param fields whole ones, each with the end of its line
    public Content withFront(byte[] fields) {
        byte[] whole = Arrays.copyOf(fields, Math.addExact(fields.length, bytes.length));
        System.arraycopy(bytes, 0, whole, fields.length, bytes.length);
        return new Content(whole);
    }

    /// True when a byte above 127 occurs: the next hop then needs 8BITMIME (RFC 6152).
    public boolean isEightBit() {
        for (byte b : bytes) {
            if (b < 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return "Content[" + bytes.length + " bytes]";
    }
}
