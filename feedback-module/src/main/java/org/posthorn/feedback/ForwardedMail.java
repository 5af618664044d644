package org.posthorn.feedback;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mime.CleanText;
import org.posthorn.engine.mime.MultipartReport;

/// Mail of kind FEEDBACK: from the null sender to where a message's feedback goes, in the name of its tenant. It has no
/// return path and no feedback address of its own, so it can't make feedback again.
final class ForwardedMail {
    private ForwardedMail() {}

    /// A received message on its way to the sender. Its bytes stay as they came (signatures hold); the trace header in
    /// front (RFC 5321 §4.4) lets a loop be seen.
    static Submission of(ReceivedMail received, Mail about, String to, String domain, Instant now) {
        MessageId id = MessageId.next(about.tenant().region(), now);
        byte[] trace = ("Received: from [" + CleanText.of(received.remoteIp()) + "] by " + domain
                        + " with SMTP id\r\n\t" + id + ";\r\n\t" + MultipartReport.date(now) + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] original = received.content().bytes();
        byte[] content = new byte[trace.length + original.length];
        System.arraycopy(trace, 0, content, 0, trace.length);
        System.arraycopy(original, 0, content, trace.length, original.length);
        return submission(id, about, to, new Content(content), now);
    }

    static Submission submission(MessageId id, Mail about, String to, Content content, Instant now) {
        Mail mail = Mail.feedback(id, about.tenant(), now, to, content.sizeBytes());
        return new Submission(mail, content);
    }
}
