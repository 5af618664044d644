package org.posthorn.smtp.client;

import java.util.Arrays;
import org.posthorn.engine.mail.Content;

/// The longest line that RFC 5322 §2.1.1 and RFC 5321 §4.5.3.1.6 let a message have: 998 octets and the CRLF.
final class LineLength {
    static final int MOST = 998;

    private LineLength() {}

    /// @param bytes as [WireContent#lines]
    static boolean isExceeded(byte[] bytes, int start, int end) {
        int line = start;
        for (int i = start; i < end; i++) {
            if (bytes[i] == '\n') {
                if (i - 1 - line > MOST) {
                    return true;
                }
                line = i + 1;
            }
        }
        return end - line > MOST;
    }

    /// Breaks what is too long still, as Postfix does: a line end and a blank, so that it stays what it is in a header.
    /// For what can't be encoded: signed and broken structures.
    static Content broken(Content lines) {
        byte[] bytes = lines.bytes();
        if (!isExceeded(bytes, 0, bytes.length)) {
            return lines;
        }
        // A line of MOST, then some of a blank and one less.
        byte[] out = new byte[Math.addExact(bytes.length, Math.multiplyExact(3, bytes.length / (MOST - 4) + 1))];
        int size = 0;
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            boolean ends = bytes[i] == '\n' || (bytes[i] == '\r' && i + 1 < bytes.length && bytes[i + 1] == '\n');
            // Not within a character of UTF-8, which has four bytes at most.
            boolean within = (bytes[i] & 0xc0) == 0x80;
            if (!ends && (length == MOST || (length > MOST - 4 && !within))) {
                out[size++] = '\r';
                out[size++] = '\n';
                out[size++] = ' ';
                length = 1;
            }
            out[size++] = bytes[i];
            length = bytes[i] == '\n' ? 0 : length + (ends ? 0 : 1);
        }
        return new Content(Arrays.copyOf(out, size));
    }
}
