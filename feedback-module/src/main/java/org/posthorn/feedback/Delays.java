package org.posthorn.feedback;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SequencedMap;
import org.posthorn.engine.event.MailEvent.DelayedRecipient;
import org.posthorn.engine.event.MailEvent.DeliveryDelay;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.engine.mail.Mail;
import org.posthorn.feedback.Report.Told;

/// Makes events of delays that hosts behind ours report.
final class Delays {
    /// RFC 5321 §4.5.4.1: how long hosts generally try; for those that don't tell.
    private static final Duration USUAL_EXPIRY = Duration.ofDays(5);

    private Delays() {}

    static DeliveryDelay event(Mail mail, SequencedMap<String, Told> delayed, String reportingMta, Instant now) {
        Optional<Instant> until = delayed.values().stream()
                .flatMap(told -> told.retryUntil().stream())
                .findFirst();
        return new DeliveryDelay(
                mail.id(),
                now,
                type(delayed.firstEntry().getValue()),
                until.orElseGet(() -> mail.acceptedAt().plus(USUAL_EXPIRY)),
                delayed.entrySet().stream()
                        .map(entry -> recipient(entry.getKey(), entry.getValue()))
                        .toList(),
                reportingMta);
    }

    private static DelayedRecipient recipient(String address, Told told) {
        EnhancedStatus status = status(told);
        return new DelayedRecipient(
                address, status, told.diagnosticCode().isEmpty() ? "unknown; " + status : told.diagnosticCode());
    }

    private static EnhancedStatus status(Told told) {
        return told.status().orElse(new EnhancedStatus(4, 0, 0));
    }

    /// SES's words (Developer Guide, "DeliveryDelay object").
    private static String type(Told told) {
        EnhancedStatus status = status(told);
        return switch (status.subject() * 1000 + status.detail()) {
            case 2_002 -> "MailboxFull";
            case 4_001, 4_002, 4_003, 4_004 -> "TransientCommunicationFailure";
            default -> "General";
        };
    }
}
