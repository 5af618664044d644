package org.posthorn.smtp.client;

import java.io.IOException;
import java.io.OutputStream;
import org.posthorn.engine.mail.Content;

/// Message content in its forms for the wire: lines end with CRLF and nothing else.
///
/// A lone CR or LF becomes CRLF: passing it on would let a peer that counts it as a line end see a second message
/// ("SMTP smuggling").
final class WireContent {
    private static final byte[] END = {'.', '\r', '\n'};

    private WireContent() {}

    /// The content with CRLF behind each line, the last one included. Without a copy when it is so already.
    static Content lines(Content content) {
        byte[] bytes = content.bytes();
        if (isLines(bytes)) {
            return content;
        }
        byte[] out = new byte[linesLength(bytes)];
        int size = 0;
        int runStart = 0;
        int i = 0;
        while (i < bytes.length) {
            byte b = bytes[i];
            if (b == '\r' && i + 1 < bytes.length && bytes[i + 1] == '\n') {
                i += 2;
            } else if (b == '\r' || b == '\n') {
                System.arraycopy(bytes, runStart, out, size, i - runStart);
                size += i - runStart;
                out[size++] = '\r';
                out[size++] = '\n';
                i++;
                runStart = i;
            } else {
                i++;
            }
        }
        System.arraycopy(bytes, runStart, out, size, bytes.length - runStart);
        if (!isLineEnd(bytes[bytes.length - 1])) {
            out[out.length - 2] = '\r';
            out[out.length - 1] = '\n';
        }
        return new Content(out);
    }

    /// How long [#lines] is: a large message is copied once.
    private static int linesLength(byte[] bytes) {
        int length = bytes.length;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\r' && i + 1 < bytes.length && bytes[i + 1] == '\n') {
                i++;
            } else if (isLineEnd(bytes[i])) {
                length++;
            }
        }
        return isLineEnd(bytes[bytes.length - 1]) ? length : length + 2;
    }

    private static boolean isLineEnd(byte b) {
        return b == '\r' || b == '\n';
    }

    private static boolean isLines(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return false; // no CR before it
            }
            if (bytes[i] == '\r') {
                if (i + 1 == bytes.length || bytes[i + 1] != '\n') {
                    return false;
                }
                i++;
            }
        }
        return bytes.length == 0 || bytes[bytes.length - 1] == '\n';
    }

    /// Writes [#lines] in the form of DATA (RFC 5321 §4.5.2): a leading dot is doubled, and a line with a single dot
    /// ends it. Untouched runs of bytes are written in one piece.
    static void writeStuffed(Content lines, OutputStream out) throws IOException {
        byte[] bytes = lines.bytes();
        int runStart = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '.' && (i == 0 || bytes[i - 1] == '\n')) {
                // The run is written up to and with the dot, and starts again at it.
                out.write(bytes, runStart, i + 1 - runStart);
                runStart = i;
            }
        }
        out.write(bytes, runStart, bytes.length - runStart);
        out.write(END);
    }
}
