package org.posthorn.receiving.forward;

/// RFC 4648 §6 without padding, as far as tokens need it: they are compared, never decoded.
final class Base32 {
    static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Base32() {}

    /// @param bytes at least as many as the characters take, five bits each
    static String of(byte[] bytes, int chars) {
        StringBuilder text = new StringBuilder(chars);
        for (int i = 0; i < chars; i++) {
            int bit = i * 5;
            int pair = ((bytes[bit / 8] & 0xff) << 8) | (bit / 8 + 1 < bytes.length ? bytes[bit / 8 + 1] & 0xff : 0);
            text.append(ALPHABET.charAt((pair >>> (11 - bit % 8)) & 31));
        }
        return text.toString();
    }
}
