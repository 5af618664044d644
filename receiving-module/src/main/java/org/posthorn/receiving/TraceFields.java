package org.posthorn.receiving;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MailDomain;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.receiving.check.Checked;

/// The fields that a message gets in front when it is taken: Return-Path and Received (RFC 5321 §4.4), and what its
/// checks found.
@Singleton
final class TraceFields {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);

    private final String host;

    /// @param host our name
    @Inject
    TraceFields(@MailDomain String host) {
        this.host = host;
    }

    /// How often a message came in here before, by its Received fields: those that name us and have an id of ours. Who
    /// makes them up harms his own message only.
    int timesHere(Content content) {
        return OwnTrace.count(content, host);
    }

    /// The message with its fields; its own bytes stay as they came.
    ///
    /// @param received for the recipients of one account
    Content inFrontOf(ReceivedMail received, Checked checked, MessageId id, Instant now) {
        String fields = "Return-Path: <" + received.sender() + ">\r\n"
                + "Received: from " + received.client().helo() + " ([" + received.remoteIp() + "])\r\n by " + host
                + " with " + (received.client().isSecure() ? "ESMTPS" : "ESMTP") + " id " + ReceivedId.of(id)
                + "\r\n for " + received.recipients().getFirst() + ";\r\n " + DATE.format(now) + "\r\n"
                + checked.fields();
        byte[] front = fields.getBytes(StandardCharsets.UTF_8);
        byte[] original = received.content().bytes();
        byte[] whole = new byte[front.length + original.length];
        System.arraycopy(front, 0, whole, 0, front.length);
        System.arraycopy(original, 0, whole, front.length, original.length);
        return new Content(whole);
    }
}
