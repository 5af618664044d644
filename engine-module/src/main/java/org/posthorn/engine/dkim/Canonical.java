package org.posthorn.engine.dkim;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;

/// The `simple` and `relaxed` forms of header fields and bodies (RFC 6376 §3.4).
final class Canonical {
    private static final int BUFFER_BYTES = 8_192;

    private Canonical() {}

    /// What is left of a body.
    ///
    /// @param lengthBytes in its canonical form, as `l=` counts
    record Body(byte[] hash, long lengthBytes) {}

    /// The hash of the relaxed form of the body that starts at `from`.
    static byte[] bodyHash(byte[] content, int from, MessageDigest digest) {
        return relaxedBody(content, from, digest).hash();
    }

    /// §3.4.3: as it is, but for empty lines at the end.
    static Body simpleBody(byte[] content, int from, MessageDigest digest) {
        int end = content.length;
        while (end - 2 >= from && content[end - 2] == '\r' && content[end - 1] == '\n') {
            end -= 2;
        }
        digest.update(content, from, end - from);
        digest.update(new byte[] {'\r', '\n'});
        return new Body(digest.digest(), end - from + 2L);
    }

    /// §3.4.4. Takes 8 KiB beside the content, however long that is.
    static Body relaxedBody(byte[] content, int from, MessageDigest digest) {
        long length = 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        int filled = 0;
        int lineEnds = 0;
        boolean space = false;
        boolean empty = true;
        for (int i = from; i < content.length; i++) {
            byte b = content[i];
            if (b == '\n') {
                lineEnds++;
                space = false;
            } else if (b == ' ' || b == '\t') {
                space = true;
            } else if (b != '\r' || i + 1 >= content.length || content[i + 1] != '\n') {
                // Ends of lines and spaces count only when something follows.
                for (; lineEnds > 0; lineEnds--) {
                    if (filled > BUFFER_BYTES - 4) {
                        digest.update(buffer, 0, filled);
                        length += filled;
                        filled = 0;
                    }
                    buffer[filled++] = '\r';
                    buffer[filled++] = '\n';
                }
                if (filled > BUFFER_BYTES - 4) {
                    digest.update(buffer, 0, filled);
                    length += filled;
                    filled = 0;
                }
                if (space) {
                    buffer[filled++] = ' ';
                    space = false;
                }
                buffer[filled++] = b;
                empty = false;
            }
        }
        if (!empty) {
            buffer[filled++] = '\r';
            buffer[filled++] = '\n';
        }
        digest.update(buffer, 0, filled);
        return new Body(digest.digest(), length + filled);
    }

    /// Writes a field in its relaxed form, without the end of the line.
    ///
    /// @param name as it stands in the message
    /// @param from the index behind the colon
    /// @param to the index behind the field
    static void field(String name, byte[] bytes, int from, int to, ByteArrayOutputStream out) {
        for (int i = 0; i < name.length(); i++) {
            out.write(Character.toLowerCase(name.charAt(i)));
        }
        out.write(':');
        boolean started = false;
        boolean space = false;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == ' ' || b == '\t') {
                space = true;
            } else if (b != '\n' && (b != '\r' || i + 1 >= to || bytes[i + 1] != '\n')) {
                if (space && started) {
                    out.write(' ');
                }
                space = false;
                started = true;
                out.write(b);
            }
        }
    }

    /// Writes a field in its simple form, without the end of the line.
    ///
    /// @param from the index of its name
    static void simpleField(byte[] bytes, int from, int to, ByteArrayOutputStream out) {
        int end = to;
        while (end > from && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
            end--;
        }
        out.write(bytes, from, end - from);
    }
}
