package org.posthorn.feedback;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.apache.james.mime4j.codec.QuotedPrintableOutputStream;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageId;

/// A `multipart/report` of three parts (RFC 6522): words for a human, fields for a program, the headers of the message
/// it is about.
///
/// Written line by line rather than built with mime4j: the form is fixed, other programs read it (golden files hold
/// every byte), and mime4j's writer has no notion of the field groups that are its core. CRLF throughout, 7 bit, lines
/// within 998 octets.
///
/// @param type `delivery-status` or `feedback-report`
/// @param domain the right side of the Message-ID
/// @param originalHeaders a header section with line ends of any kind
record MultipartReport(
        MessageId id,
        String domain,
        Instant date,
        String from,
        String to,
        String subject,
        String type,
        String text,
        List<FieldGroup> groups,
        String originalHeaders) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final int LINE_CHARS = 78;
    private static final int MAX_LINE_CHARS = 998;

    MultipartReport {
        groups = List.copyOf(groups);
    }

    /// A date as RFC 5322 §3.3 writes it.
    static String date(Instant instant) {
        return DATE.format(instant);
    }

    Content content() {
        // No part can hold it by chance: the id is new and random.
        String boundary = "=_" + id;
        StringBuilder out = new StringBuilder(2_048);
        field(out, "Date", date(date));
        field(out, "From", from);
        field(out, "To", to);
        field(out, "Subject", subject);
        field(out, "Message-ID", "<" + id + "@" + domain + ">");
        // RFC 3834 §5: keeps vacation programs from answering the answer.
        field(out, "Auto-Submitted", "auto-replied");
        field(out, "MIME-Version", "1.0");
        out.append("Content-Type: multipart/report; report-type=").append(type).append(";\r\n");
        out.append("\tboundary=\"").append(boundary).append("\"\r\n");

        open(out, boundary, "text/plain; charset=us-ascii");
        text.lines().forEach(line -> out.append(CleanText.of(line)).append("\r\n"));
        open(out, boundary, "message/" + type);
        for (int i = 0; i < groups.size(); i++) {
            out.append(i == 0 ? "" : "\r\n");
            groups.get(i).fields().forEach(field -> field(out, field.name(), field.value()));
        }
        original(out, boundary);
        out.append("\r\n--").append(boundary).append("--\r\n");
        return new Content(out.toString().getBytes(StandardCharsets.US_ASCII));
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
        out.append("\r\n--").append(boundary).append("\r\n");
        if (isSevenBit(lines)) {
            out.append("Content-Type: text/rfc822-headers\r\n\r\n").append(lines);
        } else {
            out.append("Content-Type: text/rfc822-headers; charset=utf-8\r\n");
            out.append("Content-Transfer-Encoding: quoted-printable\r\n\r\n");
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
