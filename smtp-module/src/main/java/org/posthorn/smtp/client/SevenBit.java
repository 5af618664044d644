package org.posthorn.smtp.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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
/// Nothing is guessed: 8-bit header fields, broken structure, and signed multiparts, whose signature would break, are
/// not converted.
final class SevenBit {
    private static final int MAX_DEPTH = 20;
    private static final Set<String> UNENCODED = Set.of("7bit", "8bit", "binary");
    private static final byte[] CRLF = {'\r', '\n'};

    private enum Delimiter {
        NONE,
        NEXT,
        CLOSE
    }

    private final byte[] bytes;
    private final ByteArrayOutputStream out;

    private SevenBit(byte[] bytes) {
        this.bytes = bytes;
        this.out = new ByteArrayOutputStream(bytes.length + bytes.length / 4);
    }

    /// @param lines as [WireContent#lines]
    /// @return the converted message; empty when it can't be converted
    static Optional<Content> convert(Content lines) {
        SevenBit conversion = new SevenBit(lines.bytes());
        if (!conversion.entity(0, lines.sizeBytes(), 0, "text/plain", true)) {
            return Optional.empty();
        }
        return Optional.of(WireContent.lines(new Content(conversion.out.toByteArray())));
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
        if (depth > MAX_DEPTH || isEightBit(start, body)) {
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
        boolean text = media.startsWith("text/");
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
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(CRLF);
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
        String after = new String(bytes, rest, next - rest, StandardCharsets.ISO_8859_1);
        if (after.isBlank()) {
            return Delimiter.NEXT;
        }
        return after.startsWith("--") && after.substring(2).isBlank() ? Delimiter.CLOSE : Delimiter.NONE;
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
        if (!text) {
            out.writeBytes(Base64.getMimeEncoder().encode(Arrays.copyOfRange(bytes, body, end)));
            return;
        }
        // The encoder leaves white space at the very end bare, where it would be taken for padding.
        byte last = bytes[end - 1];
        boolean padded = last == ' ' || last == '\t';
        try (QuotedPrintableOutputStream encoder = new QuotedPrintableOutputStream(out, false)) {
            encoder.write(bytes, body, (padded ? end - 1 : end) - body);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // can't be, in memory
        }
        if (padded) {
            out.writeBytes((last == ' ' ? "=\r\n=20" : "=\r\n=09").getBytes(StandardCharsets.US_ASCII));
        }
    }

    /// For 8-bit text of which nobody said what it is (RFC 1428 §3).
    private String charset(int start, int end) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, end - start));
            return "utf-8";
        } catch (CharacterCodingException e) {
            return "unknown-8bit";
        }
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
