package org.posthorn.feedback;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.event.MailEvent.Bounce;
import org.posthorn.engine.event.MailEvent.Complaint;
import org.posthorn.engine.event.SetAside;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.receipt.BounceMail;
import org.posthorn.engine.receipt.ReceiptBounce;
import org.posthorn.feedback.follow.EventFollower;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mails bounces and complaints to whoever sent the message: the follower `feedback` of the [EventLog]. What came in
/// and could not be handled bounces to its envelope's sender, who has proven to be it; to nobody else.
///
/// The answers and the position behind their events go into the store in one batch, so each event is answered exactly
/// once, whatever crashes.
public final class FeedbackForwarder {
    static final String FOLLOWER = "feedback";

    private static final Logger LOG = LoggerFactory.getLogger(FeedbackForwarder.class);

    private final EventLog log;
    private final Predicate<Mail> wanted;
    private final FeedbackMail feedbackMail;
    private final BounceMail bounceMail;
    private final InstantSource clock;
    private final EventFollower<Submission> follower;
    private final LongAdder forwarded = new LongAdder();
    private final LongAdder forgotten = new LongAdder();

    /// @param wanted whether the sender of a message wants feedback by mail (the switch of its identity)
    /// @param domain the installation's host name in mail (`mail.domain`)
    public FeedbackForwarder(EventLog log, SetAside aside, Predicate<Mail> wanted, String domain, InstantSource clock) {
        this.log = log;
        this.wanted = wanted;
        this.feedbackMail = new FeedbackMail(domain);
        this.bounceMail = new BounceMail(domain);
        this.clock = clock;
        this.follower = new EventFollower<>(FOLLOWER, log, aside, clock, new Forwarding());
    }

    /// Starts following; once.
    public void start() {
        follower.start();
    }

    /// Ends after the batch at hand; waits for that, 10 s at most. The rest is answered after the next start.
    public void stop() throws InterruptedException {
        follower.stop();
    }

    public EventFollower<?> follower() {
        return follower;
    }

    /// Mails queued since the start.
    public long forwarded() {
        return forwarded.sum();
    }

    /// Events set aside since the start: they failed three times, and those passed over, as their
    /// message is forgotten.
    public long skipped() {
        return follower.skipped() + forgotten.sum();
    }

    private final class Forwarding implements EventFollower.Answering<Submission> {
        @Override
        public List<Submission> answer(EventLog.Entry entry) {
            return FeedbackForwarder.this.answer(entry).stream().toList();
        }

        @Override
        public String destination(Submission answer) {
            return answer.mail().envelope().recipients().getFirst();
        }

        @Override
        public void acknowledge(long position, List<Submission> answers) {
            log.acknowledge(FOLLOWER, position, answers);
            forwarded.add(answers.size());
            answers.forEach(answer -> LOG.info(
                    "event=feedback_queued message={} recipient={}",
                    answer.mail().id(),
                    answer.mail().envelope().recipients().getFirst()));
        }
    }

    private Optional<Submission> answer(EventLog.Entry entry) {
        return switch (entry.event()) {
            case Bounce bounce -> addressed(entry).map(to -> compose(bounce, to));
            case Complaint complaint -> addressed(entry).map(to -> compose(complaint, to));
            case MailEvent.Send send -> Optional.empty();
            case MailEvent.Delivery delivery -> Optional.empty();
            case MailEvent.DeliveryDelay delay -> Optional.empty();
            case MailEvent.Reject reject -> Optional.empty();
            case MailEvent.RenderingFailure failure -> Optional.empty();
            case MailEvent.Open open -> Optional.empty();
            case MailEvent.Click click -> Optional.empty();
            case MailEvent.Subscription subscription -> Optional.empty();
        };
    }

    private Submission compose(Bounce bounce, Addressee to) {
        Instant now = clock.instant();
        if (to.about().kind() == MailKind.RECEIVED) {
            return bounceMail.compose(
                    newId(to, now), now, to.about(), bounce.originalHeaders(), ReceiptBounce.of(recipients(bounce)));
        }
        return feedbackMail.bounce(newId(to, now), now, to.about(), to.address(), bounce);
    }

    private static List<ReceiptBounce.Recipient> recipients(Bounce bounce) {
        return bounce.recipients().stream()
                .map(recipient -> new ReceiptBounce.Recipient(
                        recipient.address(), recipient.status().toString(), recipient.diagnosticCode()))
                .toList();
    }

    private Submission compose(Complaint complaint, Addressee to) {
        Instant now = clock.instant();
        return feedbackMail.complaint(newId(to, now), now, to.about(), to.address(), complaint);
    }

    private static MessageId newId(Addressee to, Instant now) {
        return MessageId.next(to.about().tenant().region(), now);
    }

    /// Who is to hear of an event; empty for mail of our own, which never makes feedback, for senders who don't want
    /// it, and for those who may not be who they say.
    private Optional<Addressee> addressed(EventLog.Entry entry) {
        Optional<Mail> message = entry.mail();
        if (message.isEmpty()) {
            LOG.warn(
                    "event=feedback_skipped reason=message_forgotten message={}",
                    entry.event().messageId());
            forgotten.increment();
        }
        return message.flatMap(mail -> switch (mail.kind()) {
            case SENT ->
                mail.feedbackTo().filter(address -> wanted.test(mail)).map(address -> new Addressee(mail, address));
            case RECEIVED ->
                mail.isUnanswerable()
                        ? Optional.empty()
                        : Optional.of(new Addressee(mail, mail.envelope().sender()));
            case FEEDBACK, SYSTEM -> Optional.empty();
        });
    }

    private record Addressee(Mail about, String address) {}
}
