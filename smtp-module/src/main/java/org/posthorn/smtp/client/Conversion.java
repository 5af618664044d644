package org.posthorn.smtp.client;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.james.mime4j.codec.QuotedPrintableOutputStream;
import org.apache.james.mime4j.stream.RawBody;
import org.apache.james.mime4j.stream.RawField;
import org.apache.james.mime4j.stream.RawFieldParser;
import org.posthorn.engine.mail.Content;

/// Converts a message with 8-bit bytes for a peer that takes 7 bits only (RFC 6152 §3).
///
/// The MIME structure is walked; what is 7 bit already is copied as it stands. A part with 8-bit bytes is encoded anew,
/// text as quoted-printable and the rest as base64, and its Content-Transfer-Encoding says so. Multiparts and enclosed
/// messages around it are then called 7bit (RFC 2045 §6.4).
///
/// The result is as large as the largest message, so it is made once: the conversion runs twice, first to count its
/// bytes. Text that quoted-printable would blow up to three times its size is encoded in base64 when it is large.
///
/// Nothing is guessed: 8-bit header fields, broken structure, and signed multiparts, whose signature would break, are
/// not converted.
final class SevenBit {
    private static final int MAX_DEPTH = 20;
    private static final Set<String> UNENCODED = Set.of("7bit", "8bit", "binary");
    private static final byte[] CRLF = {'\r', '\n'};
    private static final int MAX_HEADER_BYTES = 1024 * 1024;
    /// Smaller text stays readable, whatever its size.
    private static final int LARGE_BYTES = 64 * 1024;

    private static final int DECODED_CHARS = 8 * 1024;

    private enum Delimiter {
        NONE,
        NEXT,
        CLOSE
    }

    private final byte[] bytes;
    private final Sink out;

    private SevenBit(byte[] bytes, Sink out) {
        this.bytes = bytes;
        this.out = out;
    }

    /// Counts what is written, and keeps it when there is an array for it.
    private static final class Sink extends OutputStream {
        private final Optional<byte[]> kept;
        private int size;
        private int last;

        Sink(Optional<byte[]> kept) {
            this.kept = kept;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            if (length > 0) {
                int at = size;
                kept.ifPresent(array -> System.arraycopy(from, offset, array, at, length));
                size = Math.addExact(size, length);
                last = from[offset + length - 1];
            }
        }

        void writeAll(byte[] all) {
            write(all, 0, all.length);
        }
    }

    /// @param lines as [WireContent#lines]
    /// @return the converted message; empty when it can't be converted
    static Optional<Content> convert(Content lines) {
        Sink counting = new Sink(Optional.empty());
        if (!new SevenBit(lines.bytes(), counting).message()) {
            return Optional.empty();
        }
        byte[] converted = new byte[counting.size];
        new SevenBit(lines.bytes(), new Sink(Optional.of(converted))).message();
        return Optional.of(new Content(converted));
    }

    private boolean message() {
        boolean converted = entity(0, bytes.length, 0, "text/plain", true);
        if (out.last != '\n') {
            out.writeAll(CRLF);
        }
        return converted;
    }

    /// Converts what lies between two indexes: a message or a body part.
    ///
    /// @param message whether it is a message, with a MIME-Version of its own
    /// @return whether it could be converted
    private boolean entity(int start, int end, int depth, String defaultType, boolean message) {
        if (!isEightBit(start, end)) {
            out.write(bytes, start, end - start);
            return true;
        }
        int body = bodyStart(start, end);
        if (depth > MAX_DEPTH || body - start > MAX_HEADER_BYTES || isEightBit(start, body)) {
            return false;
        }
        List<String> fields = fields(start, body);
        List<String> types = values(fields, "content-type");
        List<String> encodings = values(fields, "content-transfer-encoding");
        if (types.size() > 1 || encodings.size() > 1) {
            return false;
        }
        RawBody type = RawFieldParser.DEFAULT.parseRawBody(
                new RawField("Content-Type", types.isEmpty() ? defaultType : types.getFirst()));
        String media = lower(type.getValue());
        String encoding = encodings.isEmpty() ? "7bit" : lower(encodings.getFirst());
        if (!UNENCODED.contains(encoding) || !isMediaType(media)) {
            return false; // 8-bit bytes in base64 or quoted-printable, or something unknown
        }
        if (media.startsWith("multipart/")) {
            Optional<String> boundary = boundary(type);
            if (media.equals("multipart/signed") || boundary.isEmpty()) {
                return false;
            }
            container(start, body, fields, encoding);
            return multipart(body, end, depth, boundary.get(), media);
        }
        if (media.startsWith("message/")) {
            container(start, body, fields, encoding);
            return media.equals("message/rfc822") && entity(body, end, depth + 1, "text/plain", true);
        }
        boolean text = media.startsWith("text/") && isWorthReading(body, end);
        header(fields, text ? "quoted-printable" : "base64", message, types.isEmpty() ? charset(body, end) : "");
        encode(body, end, text);
        return true;
    }

    /// A header section that announced 8 bits below it announces 7.
    private void container(int start, int body, List<String> fields, String encoding) {
        if (encoding.equals("7bit")) {
            out.write(bytes, start, body - start);
        } else {
            header(fields, "7bit", false, "");
        }
    }

    private void header(List<String> fields, String encoding, boolean message, String charset) {
        for (String field : fields) {
            if (!isNamed(field, "content-transfer-encoding")) {
                line(field);
            }
        }
        if (message && values(fields, "mime-version").isEmpty()) {
            line("MIME-Version: 1.0");
        }
        if (!charset.isEmpty()) {
            line("Content-Type: text/plain; charset=" + charset);
        }
        line("Content-Transfer-Encoding: " + encoding);
        line("");
    }

    private void line(String text) {
        out.writeAll(text.getBytes(StandardCharsets.US_ASCII));
        out.writeAll(CRLF);
    }

    /// RFC 2046 §5.1.1. The CRLF before a delimiter belongs to it, not to the part.
    private boolean multipart(int body, int end, int depth, String boundary, String media) {
        byte[] dashes = ("--" + boundary).getBytes(StandardCharsets.US_ASCII);
        String defaultType = media.equals("multipart/digest") ? "message/rfc822" : "text/plain";
        int partStart = -1;
        for (int line = body; line < end; line = lineEnd(line, end)) {
            int next = lineEnd(line, end);
            Delimiter delimiter = delimiter(line, next, dashes);
            if (delimiter == Delimiter.NONE) {
                continue;
            }
            int before = Math.max(line - CRLF.length, Math.max(partStart, body));
            if (partStart >= 0 ? !entity(partStart, before, depth + 1, defaultType, false) : isEightBit(body, line)) {
                return false;
            }
            int copied = partStart >= 0 ? before : body;
            out.write(bytes, copied, next - copied);
            partStart = next;
            if (delimiter == Delimiter.CLOSE) {
                out.write(bytes, next, end - next);
                return !isEightBit(next, end);
            }
        }
        return false; // no end
    }

    private Delimiter delimiter(int line, int next, byte[] dashes) {
        int rest = line + dashes.length;
        if (rest > next || !Arrays.equals(bytes, line, rest, dashes, 0, dashes.length)) {
            return Delimiter.NONE;
        }
        if (isBlank(rest, next)) {
            return Delimiter.NEXT;
        }
        boolean close = next - rest > 1 && bytes[rest] == '-' && bytes[rest + 1] == '-' && isBlank(rest + 2, next);
        return close ? Delimiter.CLOSE : Delimiter.NONE;
    }

    private boolean isBlank(int start, int end) {
        for (int i = start; i < end; i++) {
            if (!Character.isWhitespace(bytes[i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    private static Optional<String> boundary(RawBody type) {
        return type.getParams().stream()
                .filter(parameter -> parameter.getName().equalsIgnoreCase("boundary"))
                .map(parameter ->
                        Objects.requireNonNullElse(parameter.getValue(), "").stripTrailing())
                .filter(boundary -> !boundary.isEmpty()
                        && StandardCharsets.US_ASCII.newEncoder().canEncode(boundary))
                .findFirst();
    }

    private void encode(int body, int end, boolean text) {
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
    private boolean isWorthReading(int start, int end) {
        long size = 0;
        for (int i = start; i < end; i++) {
            size += bytes[i] < 0 || bytes[i] == '=' ? 3 : 1;
        }
        return size <= LARGE_BYTES || size <= (end - start) * 4L / 3;
    }

    /// For 8-bit text of which nobody said what it is (RFC 1428 §3).
    private String charset(int start, int end) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes, start, end - start);
        CharBuffer chars = CharBuffer.allocate(DECODED_CHARS);
        CoderResult result;
        do {
            result = decoder.decode(in, chars.clear(), true);
        } while (result.isOverflow());
        return result.isError() ? "unknown-8bit" : "utf-8";
    }

    private List<String> fields(int start, int body) {
        String header = new String(bytes, start, body - start, StandardCharsets.US_ASCII).stripTrailing();
        List<String> fields = new ArrayList<>();
        int from = 0;
        for (int end = header.indexOf("\r\n"); end >= 0; end = header.indexOf("\r\n", end + 2)) {
            char next = header.charAt(end + 2); // Nothing ends in CRLF that was stripped.
            if (next != ' ' && next != '\t') {
                fields.add(header.substring(from, end));
                from = end + 2;
            }
        }
        if (from < header.length()) {
            fields.add(header.substring(from));
        }
        return fields;
    }

    /// Two words of visible characters with a slash between them.
    private static boolean isMediaType(String text) {
        int slash = text.indexOf('/');
        return slash > 0
                && slash < text.length() - 1
                && text.indexOf('/', slash + 1) < 0
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ';');
    }

    private static List<String> values(List<String> fields, String name) {
        return fields.stream()
                .filter(field -> isNamed(field, name))
                .map(field -> field.substring(field.indexOf(':') + 1)
                        .replace("\r\n", "")
                        .strip())
                .toList();
    }

    private static boolean isNamed(String field, String name) {
        int colon = field.indexOf(':');
        return colon > 0 && lower(field.substring(0, colon)).equals(name);
    }

    private static String lower(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    /// The index behind the blank line, or the end.
    private int bodyStart(int start, int end) {
        int line = start;
        while (line < end) {
            int next = lineEnd(line, end);
            if (next == line + CRLF.length) {
                return next;
            }
            line = next;
        }
        return end;
    }

    /// The index behind the LF of a line, or the end.
    private int lineEnd(int line, int end) {
        int i = line;
        while (i < end && bytes[i] != '\n') {
            i++;
        }
        return Math.min(i + 1, end);
    }

    private boolean isEightBit(int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] < 0) {
                return true;
            }
        }
        return false;
    }
}
