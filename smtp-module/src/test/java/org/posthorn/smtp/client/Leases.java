package org.posthorn.smtp.client;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;

/// Leases of messages that never were in a queue.
final class Leases {
    static final String SENDER = "b-token@posthorn.example";
    static final String TEXT = "Subject: hello\r\n\r\nHow do you do?\r\n";
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    private Leases() {}

    static Lease to(String... recipients) {
        return lease(SENDER, TEXT, recipients);
    }

    /// @param content one character per byte
    static Lease lease(String sender, String content, String... recipients) {
        Content bytes = new Content(content.getBytes(StandardCharsets.ISO_8859_1));
        Envelope envelope = new Envelope(sender, List.of(recipients));
        Mail mail = new Mail(
                MessageId.next("us-east-1", NOON),
                new Tenant("123456789012", "us-east-1"),
                MailKind.SENT,
                NOON,
                envelope,
                sender,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                bytes.sizeBytes());
        return new Lease(
                mail,
                envelope.recipients().stream()
                        .map(address -> RecipientState.fresh(address, NOON))
                        .toList(),
                bytes);
    }
}
