package org.posthorn.feedback;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.event.SetAside;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.settings.Suppressed.Reason;
import org.posthorn.engine.suppression.MailSuppression;
import org.posthorn.engine.suppression.SuppressionList;
import org.posthorn.feedback.follow.EventFollower;

/// Puts addresses that are dead, or complained, on the suppression lists: the follower `suppression` of the
/// [EventLog].
@Singleton
public final class SuppressionKeeper {
    static final String FOLLOWER = "suppression";

    /// What is put on lists.
    ///
    /// @param keptFor how long an address stays on the list of the account that wrote to it; for ever when empty
    /// @param globallyFor how long an address that refused mail of several accounts, to us, gets none of any account;
    ///     not at all when empty
    public record Rules(Optional<Duration> keptFor, Optional<Duration> globallyFor) {}

    /// @param refusedToUs whether the address said so itself, in our own dialogue
    private record Addition(Mail mail, String address, Reason reason, boolean refusedToUs) {}

    private final EventLog log;
    private final SuppressionList list;
    private final MailSuppression suppression;
    private final Rules rules;
    private final EventFollower<Addition> follower;

    @Inject
    public SuppressionKeeper(
            EventLog log,
            SetAside aside,
            SuppressionList list,
            MailSuppression suppression,
            Rules rules,
            InstantSource clock) {
        this.log = log;
        this.list = list;
        this.suppression = suppression;
        this.rules = rules;
        this.follower = new EventFollower<>(FOLLOWER, log, aside, clock, new Keeping());
    }

    /// Starts following; once.
    public void start() {
        follower.start();
    }

    /// Ends after the batch at hand.
    public void stop() throws InterruptedException {
        follower.stop();
    }

    public EventFollower<?> follower() {
        return follower;
    }

    private final class Keeping implements EventFollower.Answering<Addition> {
        @Override
        public List<Addition> answer(EventLog.Entry entry) {
            return switch (entry.event()) {
                case MailEvent.Bounce bounce ->
                    bounce.counts()
                            ? mailOf(entry).map(mail -> additions(mail, bounce)).orElse(List.of())
                            : List.of();
                case MailEvent.Complaint complaint ->
                    isFresh(complaint)
                            ? mailOf(entry)
                                    .map(mail -> additions(mail, complaint))
                                    .orElse(List.of())
                            : List.of();
                default -> List.of();
            };
        }

        @Override
        public String destination(Addition addition) {
            return addition.address();
        }

        @Override
        public List<EventFollower.Failure<Addition>> perform(List<Addition> additions) {
            for (Addition addition : additions) {
                suppression.add(addition.mail(), addition.address(), addition.reason(), rules.keptFor());
                if (addition.refusedToUs()) {
                    rules.globallyFor()
                            .ifPresent(within ->
                                    list.refused(addition.mail().tenant().accountId(), addition.address(), within));
                }
            }
            return List.of();
        }

        @Override
        public void acknowledge(long position, List<Addition> additions) {
            log.acknowledge(FOLLOWER, position, List.of());
        }
    }

    private static List<Addition> additions(Mail mail, MailEvent.Bounce bounce) {
        return bounce.recipients().stream()
                .filter(recipient -> recipient.reason().isOfTheAddress())
                .filter(recipient -> SimulatedMailbox.of(recipient.address()).isEmpty())
                .map(recipient -> new Addition(mail, recipient.address(), Reason.BOUNCE, recipient.refusedToUs()))
                .toList();
    }

    private static List<Addition> additions(Mail mail, MailEvent.Complaint complaint) {
        return complaint.recipients().stream()
                .filter(address -> SimulatedMailbox.of(address).isEmpty())
                .map(address -> new Addition(mail, address, Reason.COMPLAINT, false))
                .toList();
    }

    private static Optional<Mail> mailOf(EventLog.Entry entry) {
        return entry.mail().filter(mail -> mail.kind() == MailKind.SENT);
    }

    private static boolean isFresh(MailEvent.Complaint complaint) {
        return complaint.counts() && complaint.subType().isEmpty();
    }
}
