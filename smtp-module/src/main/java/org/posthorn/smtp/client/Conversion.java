package org.posthorn.smtp.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.james.mime4j.stream.RawBody;
import org.apache.james.mime4j.stream.RawField;
import org.apache.james.mime4j.stream.RawFieldParser;
import org.posthorn.engine.mail.Content;

/// Converts a message for a peer that does not take it as it is: 8-bit bytes in bodies for one without 8BITMIME (RFC
/// 6152 §3) and in header fields for one without SMTPUTF8 (RFC 6531), and lines of more than 998 octets for any.
///
/// The MIME structure is walked; what is fit already is copied as it stands. A part that is not is encoded anew, text
/// as quoted-printable and the rest as base64, and its Content-Transfer-Encoding says so. Where the peer takes 7 bits
/// only, multiparts and enclosed messages around it are then called 7bit (RFC 2045 §6.4). Header fields are
/// [HeaderForm]'s.
///
/// The result is as large as the largest message, so it is made once: the conversion runs twice, first to count its
/// bytes, and to see whether there is anything to do. Text that quoted-printable would blow up to three times its
/// size is encoded in base64 when it is large.
///
/// Nothing is guessed: in broken structure, and in signed multiparts, whose signature would break, 8-bit bytes are not
/// converted, and lines that are too long are broken, which no reader minds as much as a bounce.
final class Conversion {
    private static final int MAX_DEPTH = 20;
    private static final Set<String> UNENCODED = Set.of("7bit", "8bit", "binary");
    private static final byte[] CRLF = {'\r', '\n'};
    private static final int MAX_HEADER_BYTES = 1024 * 1024;

    private enum Delimiter {
        NONE,
        NEXT,
        CLOSE
    }

    private final byte[] bytes;
    private final boolean seven;
    private final boolean words;
    private final ConvertedOutput out;
    private boolean changed;

    private Conversion(byte[] bytes, boolean seven, boolean words, ConvertedOutput out) {
        this.bytes = bytes;
        this.seven = seven;
        this.words = words;
        this.out = out;
    }

    /// @param lines as [WireContent#lines]
    /// @param seven whether the peer takes 7 bits only
    /// @param words whether header fields must be ASCII
    /// @return the converted message, the same one if it was fit; empty when it can't be converted
    static Optional<Content> convert(Content lines, boolean seven, boolean words) {
        byte[] bytes = lines.bytes();
        if (!lines.isEightBit() && !LineLength.isExceeded(bytes, 0, bytes.length)) {
            return Optional.of(lines);
        }
        Conversion counting = new Conversion(bytes, seven, words, new ConvertedOutput(Optional.empty()));
        if (!counting.message()) {
            return Optional.empty();
        }
        if (!counting.changed) {
            return Optional.of(LineLength.broken(lines));
        }
        byte[] converted = new byte[counting.out.size()];
        new Conversion(bytes, seven, words, new ConvertedOutput(Optional.of(converted))).message();
        return Optional.of(LineLength.broken(new Content(converted)));
    }

    private boolean message() {
        boolean converted = entity(0, bytes.length, 0, "text/plain", true);
        if (!out.endsLine()) {
            out.writeAll(CRLF);
        }
        return converted;
    }

    private boolean isFit(int start, int end) {
        return !isEightBit(start, end) && !LineLength.isExceeded(bytes, start, end);
    }

    /// What can't be converted goes as it is to a peer that takes 8 bits, but for its long lines.
    private boolean asItIs(int start, int end) {
        out.write(bytes, start, end - start);
        return !(seven && isEightBit(start, end));
    }

    /// Converts what lies between two indexes: a message or a body part.
    ///
    /// @param message whether it is a message, with a MIME-Version of its own
    /// @return whether it could be converted
    private boolean entity(int start, int end, int depth, String defaultType, boolean message) {
        if (isFit(start, end)) {
            return asItIs(start, end);
        }
        int body = bodyStart(start, end);
        if (depth > MAX_DEPTH || body - start > MAX_HEADER_BYTES) {
            return asItIs(start, end);
        }
        List<String> fields = HeaderFields.of(bytes, start, body);
        Optional<List<String>> forms = forms(fields);
        if (forms.isEmpty()) {
            return depth > 0 && asItIs(start, end);
        }
        Header header = new Header(start, body, forms.get(), !forms.get().equals(fields), message);
        List<String> types = HeaderFields.values(forms.get(), "content-type");
        List<String> encodings = HeaderFields.values(forms.get(), "content-transfer-encoding");
        if (types.size() > 1 || encodings.size() > 1) {
            return header.copy() && asItIs(body, end);
        }
        RawBody type = RawFieldParser.DEFAULT.parseRawBody(
                new RawField("Content-Type", types.isEmpty() ? defaultType : types.getFirst()));
        String media = HeaderFields.lower(type.getValue());
        String encoding = encodings.isEmpty() ? "7bit" : HeaderFields.lower(encodings.getFirst());
        if (!isMediaType(media)) {
            return header.copy() && asItIs(body, end);
        }
        if (!UNENCODED.contains(encoding)) {
            return header.copy() && encodedAlready(body, end, encoding);
        }
        if (media.startsWith("multipart/")) {
            Optional<String> boundary = boundary(type);
            if (media.equals("multipart/signed") || boundary.isEmpty()) {
                return header.copy() && asItIs(body, end);
            }
            return container(header, end, encoding) && multipart(body, end, depth, boundary.get(), media);
        }
        if (media.startsWith("message/")) {
            return container(header, end, encoding)
                    && (media.equals("message/rfc822")
                            ? entity(body, end, depth + 1, "text/plain", true)
                            : asItIs(body, end));
        }
        if (!(seven && isEightBit(body, end)) && !LineLength.isExceeded(bytes, body, end)) {
            return header.copy() && asItIs(body, end);
        }
        boolean text = media.startsWith("text/") && BodyEncoding.isWorthReading(bytes, body, end);
        header.write(
                text ? "quoted-printable" : "base64",
                message,
                types.isEmpty() ? BodyEncoding.charset(bytes, body, end) : "");
        BodyEncoding.encode(bytes, body, end, text, out);
        return true;
    }

    /// The fields in their forms; empty when one can't have it.
    private Optional<List<String>> forms(List<String> fields) {
        List<String> forms = new ArrayList<>(fields.size());
        for (String field : fields) {
            Optional<String> form = HeaderForm.of(field, words);
            if (form.isEmpty()) {
                return Optional.empty();
            }
            forms.add(form.get());
        }
        return Optional.of(forms);
    }

    /// A header section that announced 8 bits below it announces 7 where there are no more than that.
    private boolean container(Header header, int end, String encoding) {
        if (encoding.equals("7bit") || !(seven && isEightBit(header.body, end))) {
            return header.copy();
        }
        header.write("7bit", false, "");
        return true;
    }

    /// Long lines in what is encoded already; 8-bit bytes there mean nothing.
    private boolean encodedAlready(int body, int end, String encoding) {
        boolean base64 = encoding.equals("base64");
        if (!(base64 || encoding.equals("quoted-printable")) || !LineLength.isExceeded(bytes, body, end)) {
            return asItIs(body, end);
        }
        changed = true;
        BodyEncoding.breakLines(bytes, body, end, base64, out);
        return !(seven && isEightBit(body, end));
    }

    /// The header section of an entity.
    private final class Header {
        private final int start;
        private final int body;
        private final List<String> fields;
        private final boolean altered;
        private final boolean message;

        /// @param altered whether the fields are others than those that stand there
        Header(int start, int body, List<String> fields, boolean altered, boolean message) {
            this.start = start;
            this.body = body;
            this.fields = fields;
            this.altered = altered;
            this.message = message;
        }

        /// As it is, or as it must be.
        boolean copy() {
            if (!altered) {
                out.write(bytes, start, body - start);
                return true;
            }
            changed = true;
            fields.forEach(Conversion.this::line);
            if (message && fields.stream().anyMatch(field -> HeaderFields.isNamed(field, "content-type"))) {
                addVersion();
            }
            line("");
            return true;
        }

        /// With another encoding.
        void write(String encoding, boolean versioned, String charset) {
            changed = true;
            for (String field : fields) {
                if (!HeaderFields.isNamed(field, "content-transfer-encoding")) {
                    line(field);
                }
            }
            if (versioned) {
                addVersion();
            }
            if (!charset.isEmpty()) {
                line("Content-Type: text/plain; charset=" + charset);
            }
            line("Content-Transfer-Encoding: " + encoding);
            line("");
        }

        private void addVersion() {
            if (HeaderFields.values(fields, "mime-version").isEmpty()) {
                line("MIME-Version: 1.0");
            }
        }
    }

    private void line(String text) {
        out.writeAll(text.getBytes(StandardCharsets.ISO_8859_1));
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
            boolean fit = partStart >= 0
                    ? entity(partStart, before, depth + 1, defaultType, false)
                    : !(seven && isEightBit(body, line));
            if (!fit) {
                return false;
            }
            int copied = partStart >= 0 ? before : body;
            out.write(bytes, copied, next - copied);
            partStart = next;
            if (delimiter == Delimiter.CLOSE) {
                return asItIs(next, end);
            }
        }
        // No end: what is there has no more form than the text it is.
        return asItIs(partStart < 0 ? body : partStart, end) && !(seven && isEightBit(body, end));
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

    /// Two words of visible characters with a slash between them.
    private static boolean isMediaType(String text) {
        int slash = text.indexOf('/');
        return slash > 0
                && slash < text.length() - 1
                && text.indexOf('/', slash + 1) < 0
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ';');
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
