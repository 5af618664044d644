package org.posthorn.api.operator.command;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.bounce.Reason;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.settings.ReceiptProgress;

/// A message of the queue for operators, with what became of it.
///
/// @param received how it came in, if it did
public record QueuedAnswer(
        String id,
        String accountId,
        String region,
        String kind,
        String source,
        String acceptedAt,
        int sizeBytes,
        List<Recipient> recipients,
        Optional<ReceivedAnswer> received) {
    /// @param due while it is pending
    /// @param reason why it was not delivered yet
    /// @param remedy what to do about that
    public record Recipient(
            String address,
            String status,
            int attempts,
            Optional<String> due,
            Optional<String> lastReply,
            Optional<String> reason,
            Optional<String> remedy,
            List<Attempt> log) {
        static Recipient of(RecipientState state) {
            Optional<Reason> reason = Optional.of(state)
                    .filter(known -> known.status() != RecipientState.Status.DELIVERED
                            && !known.log().isEmpty())
                    .map(known -> known.log().getLast().reason());
            return new Recipient(
                    state.address(),
                    state.status().name(),
                    state.attempts(),
                    state.isPending() ? Optional.of(millis(state.due())) : Optional.empty(),
                    state.lastReply().map(Object::toString),
                    reason.map(Reason::name),
                    reason.map(Reason::remedy),
                    state.log().stream()
                            .map(attempt -> new Attempt(
                                    millis(attempt.at()),
                                    attempt.host(),
                                    attempt.tls(),
                                    attempt.reply().toString()))
                            .toList());
        }
    }

    public record Attempt(String at, String host, String tls, String reply) {}

    /// @param progress of one that came in
    static QueuedAnswer of(QueuedMessage message, Optional<ReceiptProgress> progress) {
        Mail mail = message.mail();
        return new QueuedAnswer(
                mail.id().toString(),
                mail.tenant().accountId(),
                mail.tenant().region(),
                mail.kind().name(),
                mail.source(),
                mail.acceptedAt().toString(),
                mail.sizeBytes(),
                message.recipients().stream().map(Recipient::of).toList(),
                mail.receipt().map(receipt -> ReceivedAnswer.of(mail, receipt, progress)));
    }

    private static String millis(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
