package org.posthorn.engine.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Submission;

/// A message's record in the queue, and in the history once no recipient is pending.
public record QueuedMessage(Mail mail, List<RecipientState> recipients) {
    public QueuedMessage {
        recipients = List.copyOf(recipients);
    }

    /// The record of a message that was just accepted: everyone is due at once.
    public static QueuedMessage of(Submission submission) {
        Mail mail = submission.mail();
        return new QueuedMessage(
                mail,
                mail.envelope().recipients().stream()
                        .map(address -> RecipientState.fresh(address, mail.acceptedAt()))
                        .toList());
    }

    /// When the next recipient is due; empty when none is pending.
    public Optional<Instant> due() {
        return recipients.stream()
                .filter(RecipientState::isPending)
                .map(RecipientState::due)
                .min(Instant::compareTo);
    }

    /// The addresses that are still to be delivered to.
    List<String> pending() {
        return recipients.stream()
                .filter(RecipientState::isPending)
                .map(RecipientState::address)
                .toList();
    }

    /// This record with the clock set from one time to another; see [MailQueue#retime].
    ///
    /// @param leased recipients that are under way, whose times mean nothing
    public QueuedMessage retimed(Instant from, Instant to, Set<String> leased) {
        return new QueuedMessage(
                mail,
                recipients.stream()
                        .map(state -> leased.contains(state.address()) ? state : state.retimed(from, to))
                        .toList());
    }

    /// This record with the states of some recipients replaced.
    public QueuedMessage with(List<RecipientState> changed) {
        return new QueuedMessage(
                mail,
                recipients.stream()
                        .map(old -> changed.stream()
                                .filter(state -> state.address().equals(old.address()))
                                .findFirst()
                                .orElse(old))
                        .toList());
    }
}
