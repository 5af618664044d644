package org.posthorn.feedback;

import java.io.IOException;
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

/// Takes a received message apart, in one streaming pass.
///
/// Parts of a report are taken wherever they stand in multiparts; what is attached as `message/rfc822` is a returned
/// message or somebody's quotation, and is not looked into. What a broken boundary leaves over counts as text. Hostile
/// input costs bounded time and memory: depth, parts, headers, lines and the bytes read of each part have limits, and
/// what is behind a limit is not there. Throws on no content; only a deadline ends it
/// ([org.posthorn.engine.work.BoundedWork]).
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

    /// Of the text of all parts.
    private static final int MAX_TEXT_CHARS = 64 * 1024;

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

    /// RFC 3464 and RFC 6533, and what an exchange of long ago wrote.
    private static final Set<String> STATUS =
            Set.of("message/delivery-status", "message/global-delivery-status", "message/xdelivery-status");

    private final Deque<String> multiparts = new ArrayDeque<>();
    private final TopHeader header = new TopHeader();
    private final StringBuilder status = new StringBuilder();
    private final StringBuilder feedback = new StringBuilder();
    private final StringBuilder plain = new StringBuilder();
    private final StringBuilder html = new StringBuilder();
    private boolean inTopHeader = true;
    private boolean inReport;
    private boolean report;
    private boolean receipt;
    private int parts;
    private Optional<String> originalHeaders = Optional.empty();

    private ReportReader() {}

    /// @param nullSender whether the envelope's sender is empty
    static Letter read(Content content, boolean nullSender) {
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
        // Hotmail sends the very message back on which somebody complained, below a field of its own.
        if (!reader.header.complainingRecipients().isEmpty() && reader.originalHeaders.isEmpty()) {
            reader.originalHeaders = Optional.of(content.headerSection(MAX_ORIGINAL_CHARS));
        }
        return new Letter(
                nullSender,
                reader.header,
                reader.status.toString(),
                reader.inReport,
                reader.report,
                reader.feedback.toString(),
                reader.receipt,
                reader.plain.toString(),
                reader.html.toString(),
                reader.originalHeaders.orElse(""));
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
                    report |= isInReport();
                }
                case T_END_MULTIPART -> multiparts.pop();
                case T_PREAMBLE, T_EPILOGUE -> leftOver(stream);
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
        Field field = stream.getField();
        if (inTopHeader && field.getBody() != null) {
            header.add(field.getName(), field.getBody());
        }
    }

    /// Where no part begins, whatever stands there is all there is.
    private void leftOver(MimeTokenStream stream) throws IOException {
        if (multiparts.size() == 1) {
            byte[] bytes = stream.getInputStream().readNBytes(MAX_ORIGINAL_BYTES);
            add(plain, PlainText.of(bytes, Optional.empty()), MAX_TEXT_CHARS);
        }
    }

    private void body(MimeTokenStream stream) throws IOException {
        BodyDescriptor body = stream.getBodyDescriptor();
        String type = mimeType(body);
        if (STATUS.contains(type)) {
            inReport |= isInReport();
            add(status, text(stream, MAX_REPORT_BYTES), MAX_REPORT_BYTES);
        } else if (type.equals("message/feedback-report")) {
            add(feedback, text(stream, MAX_REPORT_BYTES), MAX_REPORT_BYTES);
        } else if (type.equals("message/disposition-notification")) {
            receipt = true;
        } else if (ORIGINALS.contains(type) && parts + multiparts.size() > 0) {
            if (originalHeaders.isEmpty()) {
                String original = text(stream, MAX_ORIGINAL_BYTES);
                originalHeaders = Optional.of(Content.of(original).headerSection(MAX_ORIGINAL_CHARS));
            }
        } else if (type.equals("text/html")) {
            if (isNotice()) {
                add(html, PlainText.ofHtml(text(stream, MAX_REPORT_BYTES)), MAX_TEXT_CHARS);
            }
        } else if ((type.startsWith("text/") || multiparts.isEmpty()) && isNotice()) {
            add(plain, text(stream, MAX_ORIGINAL_BYTES), MAX_TEXT_CHARS);
        }
    }

    /// Whether a text is for the reader: what stands behind the returned message is not, unless all does.
    private boolean isNotice() {
        return originalHeaders.isEmpty() || (plain.isEmpty() && html.isEmpty());
    }

    private boolean isInReport() {
        return multiparts.stream().limit(1).anyMatch("multipart/report"::equals);
    }

    private static void add(StringBuilder texts, String text, int most) {
        int room = most - texts.length() - 2;
        if (room > 0) {
            texts.append(texts.isEmpty() ? "" : "\n\n").append(text, 0, Math.min(room, text.length()));
        }
    }

    private static String text(MimeTokenStream stream, int maxBytes) throws IOException {
        return PlainText.of(
                stream.getDecodedInputStream().readNBytes(maxBytes),
                Optional.ofNullable(stream.getBodyDescriptor().getCharset()));
    }

    private static String mimeType(BodyDescriptor body) {
        return String.valueOf(body.getMimeType()).toLowerCase(Locale.ROOT);
    }
}
