package org.posthorn.engine.mime;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Content;

/// Changes the text that a composed message shows. Every byte outside of a part that changes stays as it is; such a
/// part is written in quoted-printable, or in base64 if it was. Attachments, attached messages, and what is signed or
/// encrypted are left alone, and so is what can't be read.
///
/// Differs from SES: text of more than 2 MiB, as it is encoded, goes out as it came, since a change takes ten times its
/// size of memory.
public final class TextParts {
    private static final String HTML = "text/html";

    private final Set<String> types;
    private final byte[] bytes;
    private final UnaryOperator<String> change;
    private final Pieces out = new Pieces();
    private int copied;
    private int textRoom = Limits.CHANGED_TEXT_BYTES;

    private TextParts(Content content, Set<String> types, UnaryOperator<String> change) {
        this.types = types;
        this.bytes = content.bytes();
        this.change = change;
    }

    /// Changes the HTML.
    ///
    /// @return the same content when nothing changes
    public static Content rewriteHtml(Content content, UnaryOperator<String> change) {
        return rewrite(content, Set.of(HTML), change);
    }

    /// Changes HTML and plain text.
    ///
    /// @return the same content when nothing changes
    public static Content rewrite(Content content, UnaryOperator<String> change) {
        return rewrite(content, Set.of(HTML, "text/plain"), change);
    }

    private static Content rewrite(Content content, Set<String> types, UnaryOperator<String> change) {
        TextParts parts = new TextParts(content, types, change);
        parts.entity(0, parts.bytes.length, 0);
        if (parts.copied == 0) {
            return content;
        }
        parts.copyTo(parts.bytes.length);
        return new Content(parts.out.join());
    }

    private void copyTo(int end) {
        out.add(bytes, copied, end);
        copied = end;
    }

    private void entity(int start, int end, int depth) {
        // A part without fields is plain text (RFC 2046 §5.1); a message without is none.
        if (depth > Limits.MIME_DEPTH || (depth == 0 && startsWithBlankLine(start, end))) {
            return;
        }
        int body = start;
        while (body < end && !startsWithBlankLine(body, end)) {
            body = nextLine(body, end);
        }
        body = nextLine(body, end);
        try {
            HeaderSection headers = HeaderSection.parse(new Content(Arrays.copyOfRange(bytes, start, body)));
            ParameterizedHeader type =
                    ParameterizedHeader.parse(headers.first("Content-Type").orElse("text/plain"));
            String name = type.value();
            Optional<String> boundary = type.parameter("boundary");
            if (isType(name, "multipart/signed") || isType(name, "multipart/encrypted")) {
                return;
            }
            if (name.regionMatches(true, 0, "multipart/", 0, "multipart/".length()) && boundary.isPresent()) {
                multipart(body, end, boundary.get(), depth);
            } else if (types.contains(name.toLowerCase(Locale.ROOT)) && !isAttachment(headers)) {
                text(start, headers, body, end, type.parameter("charset"));
            }
        } catch (SesException | IOException | MessagingException e) {
            // Not for us to mend: the part goes out as it came.
        }
    }

    private boolean startsWithBlankLine(int start, int end) {
        return start >= end
                || bytes[start] == '\n'
                || (bytes[start] == '\r' && start + 1 < end && bytes[start + 1] == '\n');
    }

    private static boolean isType(String value, String type) {
        return value.equalsIgnoreCase(type);
    }

    private static boolean isAttachment(HeaderSection headers) {
        return headers.first("Content-Disposition")
                .filter(value -> value.regionMatches(true, 0, "attachment", 0, "attachment".length()))
                .isPresent();
    }

    /// RFC 2046 §5.1.1: the line break before a delimiter belongs to it.
    private void multipart(int start, int end, String boundary, int depth) {
        byte[] delimiter = ("--" + boundary).getBytes(StandardCharsets.UTF_8);
        int part = -1;
        for (int line = start; line < end; line = nextLine(line, end)) {
            if (!startsWith(line, end, delimiter)) {
                continue;
            }
            int after = line + delimiter.length;
            boolean last = after + 1 < end && bytes[after] == '-' && bytes[after + 1] == '-';
            int textEnd = lineTextEnd(line, end);
            if (!isBlank(last ? after + 2 : after, textEnd)) {
                continue;
            }
            if (part >= 0) {
                entity(part, withoutLineBreak(part, line), depth + 1);
            }
            if (last) {
                return;
            }
            part = nextLine(line, end);
        }
        if (part >= 0 && part < end) {
            entity(part, end, depth + 1);
        }
    }

    private boolean startsWith(int at, int end, byte[] text) {
        return at + text.length <= end && Arrays.equals(bytes, at, at + text.length, text, 0, text.length);
    }

    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    private int nextLine(int from, int end) {
        for (int i = from; i < end; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return end;
    }

    private int lineTextEnd(int line, int end) {
        int next = nextLine(line, end);
        return withoutLineBreak(line, next);
    }

    private int withoutLineBreak(int start, int end) {
        int before = end;
        if (before > start && bytes[before - 1] == '\n') {
            before--;
            if (before > start && bytes[before - 1] == '\r') {
                before--;
            }
        }
        return before;
    }

    private void text(int start, HeaderSection headers, int body, int end, Optional<String> charsetName)
            throws IOException, MessagingException {
        Optional<Charset> charset = charset(charsetName.orElse("US-ASCII"));
        if (charset.isEmpty() || end - body > textRoom) {
            return;
        }
        String encoding =
                headers.first("Content-Transfer-Encoding").orElse("7bit").strip();
        textRoom -= end - body;
        byte[] decoded = MimeUtility.decode(new ByteArrayInputStream(bytes, body, end - body), encoding)
                .readAllBytes();
        String text = new String(decoded, charset.get());
        String changed = change.apply(text);
        if (changed.equals(text) || !Arrays.equals(text.getBytes(charset.get()), decoded)) {
            return; // what is not in its charset would come out as something else
        }
        TransferEncoding written =
                encoding.equalsIgnoreCase("base64") ? TransferEncoding.BASE64 : TransferEncoding.QUOTED_PRINTABLE;
        for (HeaderSection.Field field : headers.fields()) {
            if (field.is("Content-Transfer-Encoding")) {
                copyTo(start + field.start());
                copied = start + field.end();
            }
        }
        copyTo(
                headers.fields().isEmpty()
                        ? start
                        : start + headers.fields().getLast().end());
        out.add("Content-Transfer-Encoding: " + written.wireName() + "\r\n\r\n");
        out.add(written.encode(changed.getBytes(charset.get())));
        copied = end;
    }

    private static Optional<Charset> charset(String name) {
        try {
            Charset charset = Charset.forName(name);
            // Whoever says ASCII and means more keeps every byte.
            return Optional.of(charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.ISO_8859_1 : charset);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
    }
}
