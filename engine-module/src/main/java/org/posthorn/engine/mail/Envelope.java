package org.posthorn.engine.mail;

import java.util.List;

/// Sender and recipients of the SMTP transaction, never the headers (RFC 5321 §2.3.1).
///
/// @param sender the MAIL FROM address without brackets; empty for the null sender of feedback mail
/// @param recipients bare addresses, at least one, none twice, in the order of the request
public record Envelope(String sender, List<String> recipients) {
    public Envelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("an envelope needs a recipient");
        }
    }
}
