package org.posthorn.engine;

import java.util.Optional;

/// Bytes as letters and digits, five bits to one, without padding (RFC 4648). One case only, so that text which is
/// compared in any case means the same bytes.
public enum Base32 {
    /// RFC 4648 §6.
    UPPER("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
    /// The same in lower case.
    LOWER("abcdefghijklmnopqrstuvwxyz234567"),
    /// RFC 4648 §7 in lower case: in the order of the bytes.
    HEX("0123456789abcdefghijklmnopqrstuv");

    private static final int DIGIT_BITS = 5;

    private final String alphabet;

    Base32(String alphabet) {
        this.alphabet = alphabet;
    }

    /// @param value 0 to 31
    public char digit(int value) {
        return alphabet.charAt(value);
    }

    /// The value of a digit; -1 for what is none.
    public int valueOf(char digit) {
        return alphabet.indexOf(digit);
    }

    /// The last character has zeros behind the bits that are left for it.
    public String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length * Byte.SIZE / DIGIT_BITS + 1);
        int buffer = 0;
        int bits = 0;
        for (byte b : bytes) {
            buffer = buffer << Byte.SIZE | (b & 0xff);
            bits += Byte.SIZE;
            while (bits >= DIGIT_BITS) {
                bits -= DIGIT_BITS;
                text.append(digit(buffer >>> bits & 31));
            }
        }
        return bits == 0
                ? text.toString()
                : text.append(digit(buffer << (DIGIT_BITS - bits) & 31)).toString();
    }

    /// As many bytes as a text holds whole ones, whatever the bits behind them are; empty when a character is no digit.
    public Optional<byte[]> decode(String text) {
        byte[] bytes = new byte[text.length() * DIGIT_BITS / Byte.SIZE];
        int buffer = 0;
        int bits = 0;
        int filled = 0;
        for (int i = 0; i < text.length(); i++) {
            int value = valueOf(text.charAt(i));
            if (value < 0) {
                return Optional.empty();
            }
            buffer = buffer << DIGIT_BITS | value;
            bits += DIGIT_BITS;
            if (bits >= Byte.SIZE) {
                bits -= Byte.SIZE;
                bytes[filled++] = (byte) (buffer >>> bits);
            }
        }
        return Optional.of(bytes);
    }
}
