package org.posthorn.smtp.client;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.james.mime4j.codec.QuotedPrintableOutputStream;

/// Encodes the body of a part as quoted-printable or base64 (RFC 2045 §6.7, §6.8).
final class BodyEncoding {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] SOFT_BREAK = {'=', '\r', '\n'};
    /// With the soft break, 76 (RFC 2045 §6.7).
    private static final int ENCODED_CHARS = 72;
    /// Smaller text stays readable, whatever its size.
    private static final int LARGE_BYTES = 64 * 1024;

    private static final int DECODED_CHARS = 8 * 1024;

    private BodyEncoding() {}

    /// Writes what lies between two indexes.
    ///
    /// @param text as quoted-printable, else as base64
    static void encode(byte[] bytes, int body, int end, boolean text, ConvertedOutput out) {
        // The encoder leaves white space at the very end bare, where it would be taken for padding.
        byte last = bytes[end - 1];
        boolean padded = text && (last == ' ' || last == '\t');
        try (OutputStream encoder = text
                ? new QuotedPrintableOutputStream(out, false)
                : Base64.getMimeEncoder().wrap(out)) {
            encoder.write(bytes, body, (padded ? end - 1 : end) - body);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // can't be, in memory
        }
        if (padded) {
            out.writeAll((last == ' ' ? "=\r\n=20" : "=\r\n=09").getBytes(StandardCharsets.US_ASCII));
        }
    }

    /// Whether quoted-printable is small, or no larger than base64.
    static boolean isWorthReading(byte[] bytes, int start, int end) {
        long size = 0;
        for (int i = start; i < end; i++) {
            size += bytes[i] < 0 || bytes[i] == '=' ? 3 : 1;
        }
        return size <= LARGE_BYTES || size <= (end - start) * 4L / 3;
    }

    /// For 8-bit text of which nobody said what it is (RFC 1428 §3).
    static String charset(byte[] bytes, int start, int end) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes, start, end - start);
        CharBuffer chars = CharBuffer.allocate(DECODED_CHARS);
        CoderResult result;
        do {
            result = decoder.decode(in, chars.clear(), true);
        } while (result.isOverflow());
        return result.isError() ? "unknown-8bit" : "utf-8";
    }

    /// Writes what is encoded already with its long lines broken.
    static void breakLines(byte[] bytes, int body, int end, boolean base64, ConvertedOutput out) {
        int length = 0;
        for (int i = body; i < end; i++) {
            boolean lineEnd = bytes[i] == '\n' || bytes[i] == '\r';
            boolean within = !base64 && i > body && (bytes[i - 1] == '=' || (i > body + 1 && bytes[i - 2] == '='));
            if (!lineEnd && !within && length >= ENCODED_CHARS) {
                out.writeAll(base64 ? CRLF : SOFT_BREAK);
                length = 0;
            }
            out.write(bytes, i, 1);
            length = bytes[i] == '\n' ? 0 : length + 1;
        }
    }
}
