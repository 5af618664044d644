package org.posthorn.feedback;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import org.posthorn.engine.mail.Content;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out what a received message says, in one streaming pass.
///
/// A report counts only inside a `multipart/report` (RFC 6522), which may itself be wrapped a few times, as by list
/// servers and scanners; one that is attached as `message/rfc822` is somebody's quotation and does not count. Hostile
/// input costs bounded time and memory: depth, parts, headers, lines and the bytes read of each part have limits, and
/// behind a limit the message is simply mail. All is read in one pass, forward, by no regular expression. Where there
/// is no such report, the text that comes first may be a bounce
/// in words ([TextBounce]). Throws on no content; only a deadline ends it ([org.posthorn.engine.work.BoundedWork]).
final class ReportReader {
    private static final Logger LOG = LoggerFactory.getLogger(ReportReader.class);

    /// What a report says comes before the message that it returns.
    private static final int MAX_READ_BYTES = 2 * 1024 * 1024;

    private static final int MAX_DEPTH = 6;

    /// RFC 2046 §5.1.1 allows 70.
    private static final int MAX_BOUNDARY_CHARS = 100;

    private static final int MAX_PARTS = 50;
    private static final int MAX_REPORT_BYTES = 256 * 1024;
    private static final int MAX_ORIGINAL_BYTES = 64 * 1024;

    /// SES cuts the headers in its notifications at 10 KB.
    private static final int MAX_ORIGINAL_CHARS = 10 * 1024;

    private static final MimeConfig LIMITS = new MimeConfig.Builder()
            .setMaxLineLen(64 * 1024)
            .setMaxHeaderLen(64 * 1024)
            .setMaxHeaderCount(1_000)
            .setMaxContentLen(MAX_READ_BYTES)
            .build();

    private static final Set<String> ORIGINALS =
            Set.of("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers");

    private final Deque<String> multiparts = new ArrayDeque<>();
    private boolean inTopHeader = true;
    private boolean automatic;
    private String subject = "";
    private int hops;
    private int parts;
    private Optional<String> deliveryStatus = Optional.empty();
    private Optional<String> feedbackReport = Optional.empty();
    private Optional<String> originalHeaders = Optional.empty();
    private Optional<String> text = Optional.empty();

    private ReportReader() {}

    /// @param subject without encoded words
    /// @param hops how many times the message was received on its way (RFC 5321 §6.3)
    record Reading(Report report, String subject, int hops) {}

    /// @param nullSender whether the envelope's sender is empty, as that of every report is (RFC 3464 §2): only then is
    ///     text looked at, since people quote bounces
    static Reading read(Content content, boolean nullSender) {
        ReportReader reader = new ReportReader();
        try {
            reader.scan(content);
        } catch (IOException | MimeException e) {
            LOG.debug("event=report_cut reason={}", e.toString());
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            // A parser's fault on a stranger's bytes must not cost the message: it goes on as mail.
            LOG.warn("event=report_unreadable", e);
        }
        return new Reading(reader.report(nullSender), reader.subject, reader.hops);
    }

    private Report report(boolean nullSender) {
        String headers = originalHeaders.orElse("");
        Optional<Report> found = deliveryStatus
                .flatMap(text -> DsnParser.parse(FieldGroup.parse(text), headers))
                .map(Report.class::cast)
                .or(() -> feedbackReport.flatMap(fields -> ArfParser.parse(FieldGroup.parse(fields), headers)))
                .or(() -> text.filter(words -> nullSender).flatMap(TextBounce::parse));
        return found.orElseGet(() -> automatic ? new Report.AutoReply() : new Report.PlainMail());
    }

    private void scan(Content content) throws IOException, MimeException {
        MimeTokenStream stream = new MimeTokenStream(LIMITS);
        stream.setRecursionMode(RecursionMode.M_NO_RECURSE);
        stream.parse(new WatchedInput(content, MAX_READ_BYTES));
        for (EntityState state = stream.getState(); state != EntityState.T_END_OF_STREAM; state = stream.next()) {
            switch (state) {
                case T_FIELD -> topField(stream);
                case T_END_HEADER -> inTopHeader = false;
                case T_START_MULTIPART -> {
                    if (multiparts.size() == MAX_DEPTH || isBoundaryTooLong(stream.getBodyDescriptor())) {
                        return;
                    }
                    multiparts.push(mimeType(stream.getBodyDescriptor()));
                }
                case T_END_MULTIPART -> multiparts.pop();
                case T_BODY -> {
                    body(stream);
                    if (++parts == MAX_PARTS) {
                        return;
                    }
                }
                default -> {}
            }
        }
    }

    /// A boundary is looked for at every byte, so its length counts for every byte.
    private static boolean isBoundaryTooLong(BodyDescriptor body) {
        String boundary = body.getBoundary();
        return boundary != null && boundary.length() > MAX_BOUNDARY_CHARS;
    }

    private void topField(MimeTokenStream stream) {
        if (!inTopHeader) {
            return;
        }
        Field field = stream.getField();
        String value = field.getBody() == null ? "" : field.getBody().strip().toLowerCase(Locale.ROOT);
        switch (field.getName().toLowerCase(Locale.ROOT)) {
            case "received" -> hops++;
            case "subject" -> subject = value;
            case "auto-submitted" -> automatic |= !value.startsWith("no");
            case "x-autoreply", "x-autorespond", "x-autogenerated" -> automatic = true;
            case "precedence" ->
                automatic |= Set.of("auto_reply", "bulk", "junk").contains(value);
            default -> {}
        }
    }

    /// Keeps the first part of each kind that the report is made of.
    private void body(MimeTokenStream stream) throws IOException {
        if (parts == 0 && mimeType(stream.getBodyDescriptor()).equals("text/plain")) {
            text = Optional.of(text(stream, MAX_ORIGINAL_BYTES));
            return;
        }
        if (!"multipart/report".equals(multiparts.peek())) {
            return;
        }
        String type = mimeType(stream.getBodyDescriptor());
        if (isDeliveryStatus(type) && deliveryStatus.isEmpty()) {
            deliveryStatus = Optional.of(text(stream, MAX_REPORT_BYTES));
        } else if (type.equals("message/feedback-report") && feedbackReport.isEmpty()) {
            feedbackReport = Optional.of(text(stream, MAX_REPORT_BYTES));
        } else if (ORIGINALS.contains(type) && originalHeaders.isEmpty()) {
            originalHeaders =
                    Optional.of(Content.of(text(stream, MAX_ORIGINAL_BYTES)).headerSection(MAX_ORIGINAL_CHARS));
        }
    }

    private static boolean isDeliveryStatus(String type) {
        return type.equals("message/delivery-status") || type.equals("message/global-delivery-status");
    }

    private static String text(MimeTokenStream stream, int maxBytes) throws IOException {
        return new String(stream.getDecodedInputStream().readNBytes(maxBytes), StandardCharsets.UTF_8);
    }

    private static String mimeType(BodyDescriptor body) {
        return String.valueOf(body.getMimeType()).toLowerCase(Locale.ROOT);
    }
}
