package org.posthorn.feedback;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.posthorn.engine.event.KeptReports;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.mime.CleanText;
import org.posthorn.engine.mime.MailDate;
import org.posthorn.engine.settings.KeptReport;

/// The postmaster's copy of a kept report, from the null sender: words, and the mail as an attachment.
///
/// As an attachment, since passed on as it is it would speak for a domain that did not send it, and the postmaster's
/// server would be right to refuse it. What is not plain 7-bit text goes as a file in base64: as `message/rfc822` it
/// may not be encoded (RFC 2046 §5.2.1), and broken mail is just what comes here.
final class PostmasterMail {
    /// Says that a mail is such a copy: one that comes back makes no other.
    static final String MARK = "X-Posthorn-Report";

    /// It belongs to no region; the id of a message names one.
    private static final String REGION = "us-east-1";

    private static final int MAX_LINE_BYTES = 998;

    private PostmasterMail() {}

    /// @param to a bare address
    static Submission of(KeptReport report, Content content, String to, String domain, Instant now) {
        MessageId id = MessageId.next(REGION, now);
        byte[] whole = content.bytes();
        byte[] attached = whole.length > KeptReports.MOST_BYTES ? Arrays.copyOf(whole, KeptReports.MOST_BYTES) : whole;
        String boundary = "=_" + id;
        ByteArrayOutputStream out = new ByteArrayOutputStream(attached.length * 3 / 2 + 2_048);
        writeHeader(out, report, id, to, domain, now, boundary);
        writeWords(out, report, whole.length, attached.length, boundary);
        writeAttached(out, report, attached, boundary);
        Content mail = new Content(out.toByteArray());
        return new Submission(Mail.feedback(id, Tenant.INSTALLATION, now, to, mail.sizeBytes()), mail);
    }

    private static void writeHeader(
            ByteArrayOutputStream out,
            KeptReport report,
            MessageId id,
            String to,
            String domain,
            Instant now,
            String boundary) {
        write(out, """
                Date: %s
                From: Posthorn <MAILER-DAEMON@%s>
                To: %s
                Subject: A report that leads nowhere (%d)
                Message-ID: <%s@%s>
                Auto-Submitted: auto-generated
                %s: %d
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="%s"

                """.formatted(
                        MailDate.of(now), domain, to, report.number(), id, domain, MARK, report.number(), boundary));
    }

    private static void writeWords(
            ByteArrayOutputStream out, KeptReport report, int sizeBytes, int attachedBytes, String boundary) {
        write(out, """
                --%s
                Content-Type: text/plain; charset=us-ascii

                This mail came to an address for bounces and complaints, and Posthorn can do nothing about it: %s.

                From:     %s at %s
                To:       %s
                Size:     %d bytes%s

                posthorn reports show %d
                posthorn reports drop %d

                """.formatted(
                        boundary,
                        report.why(),
                        report.sender().isEmpty() ? "<>" : CleanText.of(report.sender()),
                        CleanText.of(report.remoteIp()),
                        CleanText.of(report.recipients().getFirst()),
                        sizeBytes,
                        attachedBytes < sizeBytes ? "; the first " + attachedBytes + " are attached" : "",
                        report.number(),
                        report.number()));
    }

    private static void writeAttached(ByteArrayOutputStream out, KeptReport report, byte[] attached, String boundary) {
        write(out, "--" + boundary + "\n");
        if (isPlain(attached)) {
            write(out, "Content-Type: message/rfc822\nContent-Disposition: attachment\n\n");
            out.writeBytes(attached);
        } else {
            write(out, """
                    Content-Type: application/octet-stream; name="report-%d.eml"
                    Content-Disposition: attachment; filename="report-%d.eml"
                    Content-Transfer-Encoding: base64

                    """.formatted(report.number(), report.number()));
            out.writeBytes(Base64.getMimeEncoder().encode(attached));
        }
        write(out, "\n--" + boundary + "--\n");
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /// Whether it can be enclosed as it stands: 7 bit, no control characters, CRLF behind lines that are not too long.
    private static boolean isPlain(byte[] bytes) {
        int lineStart = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '\r' && i + 1 < bytes.length && bytes[i + 1] == '\n') {
                i++;
                lineStart = i + 1;
            } else if ((b < ' ' && b != '\t') || b == 0x7f || i - lineStart >= MAX_LINE_BYTES) {
                return false;
            }
        }
        return true;
    }
}
