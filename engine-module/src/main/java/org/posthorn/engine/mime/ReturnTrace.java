package org.posthorn.engine.mime;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReceivedMail;

/// The trace field of a report that came in and goes on to whom it is for (RFC 5321 §4.4). It lets a loop be seen.
public final class ReturnTrace {
    private ReturnTrace() {}

    /// The message with the field in front; its own bytes stay as they came, so that signatures hold.
    ///
    /// @param id that it goes on with
    /// @param host our name
    public static Content inFrontOf(ReceivedMail received, String host, MessageId id, Instant now) {
        String field = "Received: from [" + CleanText.of(received.remoteIp()) + "] by " + host + " with SMTP id\r\n\t"
                + id + ";\r\n\t" + MailDate.of(now) + "\r\n";
        return received.content().withFront(field.getBytes(StandardCharsets.US_ASCII));
    }
}
