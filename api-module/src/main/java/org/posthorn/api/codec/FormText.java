package org.posthorn.api.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// A text in `application/x-www-form-urlencoded`, where it stands in a body: `+` is a space, `%XX` a byte of UTF-8.
///
/// It is checked when it is made and decoded when it is asked for, straight into what is wanted, since a message of
/// megabytes should be in memory neither encoded a second time nor as characters that nobody reads.
final class FormText {
    /// Pieces in which base64 is decoded; a multiple of four.
    private static final int BASE64_PIECE = 32 * 1024;

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private final Chunks source;
    private final int start;
    private final int end;
    private final int chars;
    private final boolean ascii;

    private FormText(Chunks source, int start, int end, int chars, boolean ascii) {
        this.source = source;
        this.start = start;
        this.end = end;
        this.chars = chars;
        this.ascii = ascii;
    }

    /// @throws SesException MALFORMED_QUERY_STRING for broken percent-encoding and broken UTF-8
    static FormText at(Chunks source, int start, int end) {
        Cursor cursor = new Cursor(source, start, end);
        int chars = 0;
        boolean ascii = true;
        while (cursor.hasNext()) {
            int point = cursor.codePoint();
            chars += point < 0x10000 ? 1 : 2;
            ascii &= point < 0x80;
        }
        return new FormText(source, start, end, chars, ascii);
    }

    @Override
    public String toString() {
        Cursor cursor = new Cursor(source, start, end);
        if (ascii) {
            byte[] bytes = new byte[chars];
            for (int i = 0; i < chars; i++) {
                bytes[i] = (byte) cursor.next();
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        char[] text = new char[chars];
        int at = 0;
        while (cursor.hasNext()) {
            at += Character.toChars(cursor.codePoint(), text, at);
        }
        return new String(text);
    }

    /// The bytes that the text stands for in base64. Old clients break it into lines. A space is refused: it is most
    /// likely a plus sign that was not encoded, and skipping it would deliver a damaged message.
    ///
    /// @throws IllegalArgumentException when it is not base64
    byte[] base64() {
        if (!ascii) {
            throw new IllegalArgumentException("not ASCII");
        }
        byte[] out = new byte[(int) ((chars - padding()) * 3L / 4)];
        byte[] piece = new byte[Math.min(BASE64_PIECE, chars)];
        Cursor cursor = new Cursor(source, start, end);
        int length = 0;
        boolean ended = false;
        while (cursor.hasNext()) {
            int filled = 0;
            while (filled < piece.length && cursor.hasNext()) {
                int b = cursor.next();
                if (b != '\r' && b != '\n') {
                    piece[filled++] = (byte) b;
                }
            }
            if (ended && filled > 0) {
                throw new IllegalArgumentException("more behind the padding");
            }
            ended = filled > 0 && piece[filled - 1] == '=';
            byte[] decoded = Base64.getDecoder().decode(filled == piece.length ? piece : Arrays.copyOf(piece, filled));
            System.arraycopy(decoded, 0, out, length, decoded.length);
            length += decoded.length;
        }
        return length == out.length ? out : Arrays.copyOf(out, length);
    }

    /// Looked for where it stands, so that the array for a message of megabytes is right at once.
    private int padding() {
        int at = end;
        int count = 0;
        while (count < 2) {
            if (at - start >= 1 && source.at(at - 1) == '=') {
                at -= 1;
            } else if (at - start >= 3
                    && source.at(at - 3) == '%'
                    && source.at(at - 2) == '3'
                    && (source.at(at - 1) | 0x20) == 'd') {
                at -= 3;
            } else {
                return count;
            }
            count++;
        }
        return count;
    }

    /// Writes the text in the percent-encoding of RFC 3986: only letters, digits and `-._~` stay.
    void writeEncoded(OutputStream out) throws IOException {
        Cursor cursor = new Cursor(source, start, end);
        while (cursor.hasNext()) {
            int b = cursor.next();
            if (isUnreserved(b)) {
                out.write(b);
            } else {
                out.write('%');
                out.write(HEX[b >> 4]);
                out.write(HEX[b & 15]);
            }
        }
    }

    private static boolean isUnreserved(int b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '-'
                || b == '.'
                || b == '_'
                || b == '~';
    }

    /// Goes through the decoded bytes, or characters, once.
    private static final class Cursor {
        private final Chunks source;
        private final int end;
        private int at;

        Cursor(Chunks source, int start, int end) {
            this.source = source;
            this.at = start;
            this.end = end;
        }

        boolean hasNext() {
            return at < end;
        }

        /// The next byte, decoded.
        int next() {
            byte b = source.at(at++);
            if (b == '+') {
                return ' ';
            }
            return b == '%' ? percent() : b & 0xff;
        }

        private int percent() {
            if (end - at < 2) {
                throw malformed();
            }
            int high = hex(source.at(at));
            int low = hex(source.at(at + 1));
            if (high < 0 || low < 0) {
                throw malformed();
            }
            at += 2;
            return high << 4 | low;
        }

        /// The next character. Strict, as the Unicode Standard has it (table 3-7, "Well-Formed UTF-8 Byte Sequences").
        int codePoint() {
            int first = next();
            if (first < 0x80) {
                return first;
            }
            if (first >= 0xc2 && first <= 0xdf) {
                return (first & 0x1f) << 6 | continuation(0x80, 0xbf);
            }
            if (first >= 0xe0 && first <= 0xef) {
                int second = continuation(first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf);
                return (first & 0x0f) << 12 | second << 6 | continuation(0x80, 0xbf);
            }
            if (first >= 0xf0 && first <= 0xf4) {
                int second = continuation(first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf);
                int third = continuation(0x80, 0xbf);
                return (first & 0x07) << 18 | second << 12 | third << 6 | continuation(0x80, 0xbf);
            }
            throw malformed();
        }

        private int continuation(int least, int most) {
            int b = hasNext() ? next() : -1;
            if (b < least || b > most) {
                throw malformed();
            }
            return b & 0x3f;
        }
    }

    private static int hex(byte digit) {
        return Character.digit((char) (digit & 0xff), 16);
    }

    private static SesException malformed() {
        return new SesException(
                SesError.MALFORMED_QUERY_STRING,
                "The query string contains a syntax error: it is not valid UTF-8 in percent-encoding.");
    }
}
