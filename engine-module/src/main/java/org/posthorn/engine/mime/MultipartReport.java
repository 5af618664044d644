package org.posthorn.engine.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.james.mime4j.codec.QuotedPrintableOutputStream;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageHeader;
import org.posthorn.engine.mail.MessageId;

/// A `multipart/report` of three parts (RFC 6522): words for a human, fields for a program, the headers of the message
/// it is about.
///
/// Written line by line rather than built with mime4j: the form is fixed, other programs read it (golden files hold
/// every byte), and mime4j's writer has no notion of the field groups that are its core. CRLF throughout, 7 bit, lines
/// within 998 octets.
///
/// @param domain the right side of the Message-ID
/// @param headers further fields of the mail itself
/// @param type `delivery-status` or `feedback-report`
/// @param text for a human; one beyond 7 bit is written in UTF-8
/// @param groups of fields for a program
/// @param originalHeaders a header section with line ends of any kind
public record MultipartReport(
        MessageId id,
        String domain,
        Instant date,
        String from,
        String to,
        String subject,
        List<MessageHeader> headers,
        String type,
        String text,
        List<List<MessageHeader>> groups,
        String originalHeaders) {
    private static final int LINE_CHARS = 78;
    private static final int MAX_LINE_CHARS = 998;

    public MultipartReport {
        headers = List.copyOf(headers);
        groups = groups.stream().map(List::copyOf).toList();
    }

    public Content content() {
        // No part can hold it by chance: the id is new and random.
        String boundary = "=_" + id;
        StringBuilder out = new StringBuilder(2_048);
        field(out, "Date", MailDate.of(date));
        field(out, "From", from);
        field(out, "To", to);
        field(out, "Subject", subject);
        field(out, "Message-ID", "<" + id + "@" + domain + ">");
        headers.forEach(header -> field(out, header.name(), header.value()));
        // RFC 3834 §5: keeps vacation programs from answering the answer.
        field(out, "Auto-Submitted", "auto-replied");
        field(out, "MIME-Version", "1.0");
        out.append("Content-Type: multipart/report; report-type=").append(type).append(";\r\n");
        out.append("\tboundary=\"").append(boundary).append("\"\r\n");

        words(out, boundary);
        open(out, boundary, "message/" + type);
        for (int i = 0; i < groups.size(); i++) {
            out.append(i == 0 ? "" : "\r\n");
            groups.get(i).forEach(field -> field(out, field.name(), field.value()));
        }
        original(out, boundary);
        out.append("\r\n--").append(boundary).append("--\r\n");
        return new Content(out.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private void words(StringBuilder out, String boundary) {
        StringBuilder lines = new StringBuilder();
        text.lines().forEach(line -> lines.append(printable(line)).append("\r\n"));
        part(out, boundary, "text/plain", "; charset=us-ascii", lines);
    }

    /// Without what does something to a terminal.
    private static String printable(String line) {
        StringBuilder printable = new StringBuilder(line.length());
        line.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .filter(c -> Character.getType(c) != Character.FORMAT && Character.getType(c) != Character.SURROGATE)
                .forEach(printable::appendCodePoint);
        return printable.toString().stripTrailing();
    }

    private static void open(StringBuilder out, String boundary, String contentType) {
        out.append("\r\n--").append(boundary).append("\r\n");
        out.append("Content-Type: ").append(contentType).append("\r\n\r\n");
    }

    private void original(StringBuilder out, String boundary) {
        StringBuilder lines = new StringBuilder();
        originalHeaders
                .lines()
                .takeWhile(line -> !line.isEmpty())
                .forEach(line -> lines.append(line.replace("\0", "")).append("\r\n"));
        part(out, boundary, "text/rfc822-headers", "", lines);
    }

    /// @param plain what stands behind the type of one that needs no encoding
    private static void part(StringBuilder out, String boundary, String type, String plain, CharSequence lines) {
        if (isSevenBit(lines)) {
            open(out, boundary, type + plain);
            out.append(lines);
        } else {
            open(out, boundary, type + "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable");
            out.append(quotedPrintable(lines.toString()));
        }
    }

    private static boolean isSevenBit(CharSequence text) {
        return text.chars().allMatch(c -> c < 128)
                && text.toString().lines().allMatch(line -> line.length() <= MAX_LINE_CHARS);
    }

    private static String quotedPrintable(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() * 2);
        try (QuotedPrintableOutputStream encoder = new QuotedPrintableOutputStream(out, false)) {
            encoder.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return out.toString(StandardCharsets.US_ASCII);
    }

    /// One field, folded in front of words that would pass column 78.
    private static void field(StringBuilder out, String name, String value) {
        int lineStart = out.length();
        out.append(name).append(':');
        String text = CleanText.of(value);
        int end;
        for (int start = 0; start <= text.length(); start = end + 1) {
            end = text.indexOf(' ', start) < 0 ? text.length() : text.indexOf(' ', start);
            String word = text.substring(start, end);
            if (out.length() - lineStart + 1 + word.length() > LINE_CHARS
                    && out.length() - lineStart > name.length() + 1) {
                out.append("\r\n");
                lineStart = out.length();
            }
            int room = MAX_LINE_CHARS - 2 - (out.length() - lineStart);
            out.append(' ').append(word, 0, Math.min(word.length(), room));
        }
        out.append("\r\n");
    }
}
