package org.posthorn.feedback;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.posthorn.engine.delivery.IntakeRefusedException;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.EventLog.Entry;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.event.MailEvent.Bounce;
import org.posthorn.engine.event.MailEvent.Complaint;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mails bounces and complaints to whoever sent the message: the follower `feedback` of the [EventLog].
///
/// One virtual thread reads events in order and answers them. The answers and the position behind their events go into
/// the store in one batch, so each event is answered exactly once, whatever crashes; after a failed write the position
/// is read back, since it may have gone through. Events that need no answer are the rule, and a synced write for each
/// batch of them would be waste: the position moves with the next answer, every 1,000 events, or when nothing is left
/// to
/// read. A crash then reads them again, to no effect.
///
/// When the store fails, it waits (up to 30 s) and tries again, for ever: no event is lost. An event that fails alone
/// is
/// tried three times, then logged, counted and passed over, so that it can't hold up the rest.
public final class FeedbackForwarder {
    static final String FOLLOWER = "feedback";
    static final int MAX_TRIES = 3;

    private static final int BATCH = 100;
    private static final int LAZY_EVENTS = 1_000;
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration STOP_WAIT = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(FeedbackForwarder.class);

    private final EventLog log;
    private final MailQueue queue;
    private final Predicate<Mail> wanted;
    private final FeedbackMail feedbackMail;
    private final InstantSource clock;

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final LongAdder forwarded = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final Thread thread = Thread.ofVirtual().name("feedback-forwarder").unstarted(this::run);

    // Of the thread alone:
    private long position;
    private long acknowledged;
    private int unacknowledgedEvents;
    private long failingPosition;
    private int failures;

    /// @param wanted whether the sender of a message wants feedback by mail (the switch of its identity)
    /// @param domain the installation's host name in mail (`mail.domain`)
    public FeedbackForwarder(
            EventLog log, MailQueue queue, Predicate<Mail> wanted, String domain, InstantSource clock) {
        this.log = log;
        this.queue = queue;
        this.wanted = wanted;
        this.feedbackMail = new FeedbackMail(domain);
        this.clock = clock;
    }

    /// Starts following; once.
    public void start() {
        thread.start();
    }

    /// Ends after the batch at hand; waits for that, 10 s at most. The rest is answered after the next start.
    public void stop() throws InterruptedException {
        stopping.countDown();
        if (thread.isAlive() && !thread.join(STOP_WAIT)) {
            LOG.warn("event=feedback_forwarder_stop_timeout");
        }
    }

    /// Mails queued since the start.
    public long forwarded() {
        return forwarded.sum();
    }

    /// Events passed over since the start: they failed three times, or their message is forgotten.
    public long skipped() {
        return skipped.sum();
    }

    private void run() {
        Duration wait = FIRST_WAIT;
        boolean known = false;
        while (stopping.getCount() > 0) {
            try {
                if (!known) {
                    acknowledged = log.acknowledged(FOLLOWER);
                    position = acknowledged;
                    unacknowledgedEvents = 0;
                    known = true;
                }
                step();
                wait = FIRST_WAIT;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                known = false;
                LOG.warn("event=feedback_forwarder_waits wait={} position={}", wait, position, e);
                if (stopsWithin(wait)) {
                    return;
                }
                wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
            }
        }
    }

    private boolean stopsWithin(Duration wait) {
        try {
            return stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void step() throws InterruptedException {
        List<Entry> entries = log.readAfter(position, BATCH, PATIENCE);
        List<Submission> answers = new ArrayList<>();
        long reached = position;
        Optional<RuntimeException> failure = Optional.empty();
        for (Entry entry : entries) {
            try {
                answer(entry.event()).ifPresent(answers::add);
            } catch (IntakeRefusedException | UncheckedIOException e) {
                failure = Optional.of(e); // the store, not the event
            } catch (RuntimeException e) {
                failure = givesUp(entry, e) ? Optional.empty() : Optional.of(e);
            }
            if (failure.isPresent()) {
                break;
            }
            reached = entry.position();
            unacknowledgedEvents++;
        }
        advance(reached, answers, entries.isEmpty() || failure.isPresent());
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /// Counts a failure of one event; true when it has failed often enough to be passed over.
    private boolean givesUp(Entry entry, RuntimeException e) {
        failures = failingPosition == entry.position() ? failures + 1 : 1;
        failingPosition = entry.position();
        if (failures < MAX_TRIES) {
            return false;
        }
        LOG.error(
                "event=feedback_skipped position={} message={}",
                entry.position(),
                entry.event().messageId(),
                e);
        skipped.increment();
        return true;
    }

    private void advance(long reached, List<Submission> answers, boolean now) {
        position = reached;
        boolean due = !answers.isEmpty() || now || unacknowledgedEvents >= LAZY_EVENTS;
        if (position > acknowledged && due) {
            log.acknowledge(FOLLOWER, position, List.copyOf(answers));
            acknowledged = position;
            unacknowledgedEvents = 0;
            forwarded.add(answers.size());
            answers.forEach(answer -> LOG.info(
                    "event=feedback_queued message={} recipient={}",
                    answer.mail().id(),
                    answer.mail().envelope().recipients().getFirst()));
        }
    }

    private Optional<Submission> answer(MailEvent event) {
        return switch (event) {
            case Bounce bounce -> addressed(bounce).map(to -> compose(bounce, to));
            case Complaint complaint -> addressed(complaint).map(to -> compose(complaint, to));
            case MailEvent.Send send -> Optional.empty();
            case MailEvent.Delivery delivery -> Optional.empty();
            case MailEvent.DeliveryDelay delay -> Optional.empty();
            case MailEvent.Reject reject -> Optional.empty();
            case MailEvent.RenderingFailure failure -> Optional.empty();
        };
    }

    private Submission compose(Bounce bounce, Addressee to) {
        Instant now = clock.instant();
        return feedbackMail.bounce(newId(to, now), now, to.about(), to.address(), bounce);
    }

    private Submission compose(Complaint complaint, Addressee to) {
        Instant now = clock.instant();
        return feedbackMail.complaint(newId(to, now), now, to.about(), to.address(), complaint);
    }

    private static MessageId newId(Addressee to, Instant now) {
        return MessageId.next(to.about().tenant().region(), now);
    }

    /// Who is to hear of an event; empty for what is not a client's mail, which never makes feedback, and for senders
    /// who don't want it.
    private Optional<Addressee> addressed(MailEvent event) {
        Optional<QueuedMessage> message = queue.find(event.messageId());
        if (message.isEmpty()) {
            LOG.warn("event=feedback_skipped reason=message_forgotten message={}", event.messageId());
            skipped.increment();
        }
        return message.map(QueuedMessage::mail)
                .filter(mail -> mail.kind() == MailKind.SENT)
                .filter(mail -> mail.feedbackTo().isPresent())
                .filter(wanted)
                .flatMap(mail -> mail.feedbackTo().map(address -> new Addressee(mail, address)));
    }

    private record Addressee(Mail about, String address) {}
}
