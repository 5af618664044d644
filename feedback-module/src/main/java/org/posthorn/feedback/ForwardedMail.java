package org.posthorn.feedback;

import java.time.Instant;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mime.ReturnTrace;

/// Mail of kind FEEDBACK: from the null sender to where a message's feedback goes, in the name of its tenant. It has no
/// return path and no feedback address of its own, so it can't make feedback again.
final class ForwardedMail {
    private ForwardedMail() {}

    /// A received message on its way to the sender, as it came but for a trace field.
    static Submission of(ReceivedMail received, Mail about, String to, String domain, Instant now) {
        MessageId id = MessageId.next(about.tenant().region(), now);
        return submission(id, about, to, ReturnTrace.inFrontOf(received, domain, id, now), now);
    }

    static Submission submission(MessageId id, Mail about, String to, Content content, Instant now) {
        Mail mail = Mail.feedback(id, about.tenant(), now, to, content.sizeBytes());
        return new Submission(mail, content);
    }
}
