package org.posthorn.smtp.client;

import java.io.IOException;
import java.io.OutputStream;

/// Message content in the form of DATA (RFC 5321 §4.5.2): lines end with CRLF and nothing else, a leading dot is
/// doubled, and a line with a single dot ends it.
///
/// A lone CR or LF becomes CRLF: passing it on would let a peer that counts it as a line end see a second message
/// ("SMTP smuggling").
final class WireContent {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] END = {'.', '\r', '\n'};

    private WireContent() {}

    /// Writes the content and the final dot. Untouched runs of bytes are written in one piece.
    static void write(byte[] content, OutputStream out) throws IOException {
        int runStart = 0;
        boolean lineStart = true;
        int i = 0;
        while (i < content.length) {
            byte b = content[i];
            if (b == '.' && lineStart) {
                // The run is written up to and with the dot, and starts again at it.
                out.write(content, runStart, i + 1 - runStart);
                runStart = i;
                lineStart = false;
                i++;
            } else if (b == '\r' && i + 1 < content.length && content[i + 1] == '\n') {
                lineStart = true;
                i += 2;
            } else if (b == '\r' || b == '\n') {
                out.write(content, runStart, i - runStart);
                out.write(CRLF);
                lineStart = true;
                i++;
                runStart = i;
            } else {
                lineStart = false;
                i++;
            }
        }
        out.write(content, runStart, content.length - runStart);
        if (!lineStart) {
            out.write(CRLF);
        }
        out.write(END);
    }
}
