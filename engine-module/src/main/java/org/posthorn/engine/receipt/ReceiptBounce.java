package org.posthorn.engine.receipt;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.MessageHeader;

/// What the bounce of a message that came in tells (RFC 3464 §2).
///
/// @param from of its From field, as a header writes it; our mailer daemon's when empty
/// @param explanation for a human; made of the recipients when empty
/// @param reportingMta with its type, such as `dns; mx.example.com`; ours when empty
/// @param arrivalDate when the message came; as we know it when empty
/// @param fields further ones about the message
public record ReceiptBounce(
        Optional<String> from,
        Optional<String> explanation,
        Optional<String> reportingMta,
        Optional<Instant> arrivalDate,
        List<MessageHeader> fields,
        List<Recipient> recipients) {
    public ReceiptBounce {
        fields = List.copyOf(fields);
        recipients = List.copyOf(recipients);
    }

    /// One in the words of the recipients.
    public static ReceiptBounce of(List<Recipient> recipients) {
        return new ReceiptBounce(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), recipients);
    }

    /// The same from somebody else.
    ///
    /// @param other as a header writes it
    public ReceiptBounce from(String other) {
        return new ReceiptBounce(Optional.of(other), explanation, reportingMta, arrivalDate, fields, recipients);
    }

    /// The same in other words for a human.
    public ReceiptBounce explained(String text) {
        return new ReceiptBounce(from, Optional.of(text), reportingMta, arrivalDate, fields, recipients);
    }

    /// @param address where it was delivered at last
    /// @param status such as `5.1.1`
    /// @param diagnosticCode with its type, such as `smtp; 550 5.1.1 user unknown`
    /// @param remoteMta with its type
    /// @param fields further ones about the recipient
    public record Recipient(
            String address,
            String action,
            String status,
            Optional<String> diagnosticCode,
            Optional<String> remoteMta,
            Optional<Instant> lastAttempt,
            List<MessageHeader> fields) {
        public Recipient {
            fields = List.copyOf(fields);
        }

        /// One who failed.
        public Recipient(String address, String status, String diagnosticCode) {
            this(address, "failed", status, Optional.of(diagnosticCode), Optional.empty(), Optional.empty(), List.of());
        }
    }
}
