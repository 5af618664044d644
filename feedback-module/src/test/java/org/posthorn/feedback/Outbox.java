package org.posthorn.feedback;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.dkim.DkimCheck;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.KeptReports;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.event.SetAside;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.mail.ReturnPath;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.TestDns;
import org.posthorn.engine.work.BoundedWork;

/// A store in memory with mail that was sent from it: what the tests of this module start from and look into.
final class Outbox {
    static final String DOMAIN = "mail.posthorn.example";
    static final String SENDER = "sender@example.org";
    static final String POSTMASTER = "postmaster@example.org";
    static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    static final InstantSource CLOCK = InstantSource.fixed(NOW);
    static final ReturnPath RETURN_PATH = new ReturnPath(new byte[32], DOMAIN);

    private static final String HEADERS = "From: sender@example.org\r\nSubject: Hello\r\n\r\n";

    private final MemoryStore store = new MemoryStore(CLOCK);
    private final MailQueue queue = store.queue();
    private final EventLog events = store.events();
    private final KeptReports kept = new KeptReports(store.settings());
    private final SetAside aside = new SetAside(store.settings());
    private final Map<MessageId, Lease> held = new HashMap<>();

    MailQueue queue() {
        return queue;
    }

    EventLog events() {
        return events;
    }

    /// A receiver that believes nobody who doesn't know the return path.
    FeedbackReceiver receiver() {
        return receiver(events, List.of(), mail -> false);
    }

    FeedbackReceiver receiver(EventLog log, List<String> reportSources, Predicate<Mail> unsubscribe) {
        return new FeedbackReceiver(
                RETURN_PATH, queue, log, trust(reportSources), reading(), unsubscribe, unmatched(), CLOCK);
    }

    /// One that reads where it is told.
    FeedbackReceiver receiver(BoundedWork reading) {
        return new FeedbackReceiver(
                RETURN_PATH, queue, events, trust(List.of()), reading, mail -> false, unmatched(), CLOCK);
    }

    KeptReports kept() {
        return kept;
    }

    private Unmatched unmatched() {
        return new Unmatched(kept, queue, Optional.of(POSTMASTER), DOMAIN, CLOCK);
    }

    static ReportTrust trust(List<String> sources) {
        return new ReportTrust(sources, List.of(), new DkimCheck(new TestDns(), CLOCK));
    }

    static BoundedWork reading() {
        return BoundedWork.onCores("report-reading", 10, Duration.ofSeconds(30));
    }

    SetAside aside() {
        return aside;
    }

    /// Queues a client's message; its recipients are pending.
    Mail send(String... recipients) {
        return submit(MailKind.SENT, Optional.of(SENDER), recipients);
    }

    Mail submit(MailKind kind, Optional<String> feedbackTo, String... recipients) {
        MessageId id = MessageId.next("us-east-1", NOW.minusSeconds(60));
        Mail mail = mail(id, kind, feedbackTo, recipients);
        queue.submit(new Submission(mail, Content.of(HEADERS + "Hi\r\n")), recipients.length);
        return mail;
    }

    static Mail mail(MessageId id, MailKind kind, Optional<String> feedbackTo, String... recipients) {
        return new Mail(
                id,
                new Tenant("123456789012", "us-east-1"),
                kind,
                id.acceptedAt(),
                new Envelope(RETURN_PATH.addressOf(id, Optional.empty()), List.of(recipients)),
                "Sender Name <" + SENDER + ">",
                feedbackTo,
                Optional.empty(),
                List.<MessageTag>of(),
                100);
    }

    /// The lease of a message, the same one until it is settled.
    Lease lease(Mail mail) throws InterruptedException {
        if (!held.containsKey(mail.id())) {
            for (Lease lease : queue.lease(10_000, Duration.ZERO)) {
                if (lease.mail().equals(mail)) {
                    held.put(mail.id(), lease);
                } else {
                    queue.release(lease, NOW);
                }
            }
        }
        return Optional.ofNullable(held.get(mail.id())).orElseThrow();
    }

    /// Settles everything that is pending of a message.
    void settle(Mail mail, RecipientState.Status status) throws InterruptedException {
        Lease lease = lease(mail);
        held.remove(mail.id());
        List<RecipientState> done = lease.recipients().stream()
                .map(state -> new RecipientState(state.address(), status, 1, state.due(), Optional.empty()))
                .toList();
        queue.settle(lease, done, List.of());
    }

    /// The events that tell of bounces and complaints, in order.
    List<MailEvent> feedbackEvents() throws InterruptedException {
        List<MailEvent> found = new ArrayList<>();
        for (EventLog.Entry entry : events.readAfter(0, 10_000, Duration.ZERO)) {
            if (entry.event() instanceof MailEvent.Bounce || entry.event() instanceof MailEvent.Complaint) {
                found.add(entry.event());
            }
        }
        return found;
    }

    /// What reports have told, delays included, in order.
    List<MailEvent> reportedEvents() throws InterruptedException {
        return events.readAfter(0, 10_000, Duration.ZERO).stream()
                .map(EventLog.Entry::event)
                .filter(event -> event instanceof MailEvent.Bounce
                        || event instanceof MailEvent.Complaint
                        || event instanceof MailEvent.DeliveryDelay)
                .toList();
    }

    /// Queued mail of kind FEEDBACK, in the order it was queued.
    List<Mail> feedbackMail() {
        return queue.list(Optional.empty(), 10_000).stream()
                .map(QueuedMessage::mail)
                .filter(mail -> mail.kind() == MailKind.FEEDBACK)
                .toList();
    }

    /// The content of queued mail.
    String content(Mail mail) throws InterruptedException {
        return new String(lease(mail).content().bytes(), StandardCharsets.UTF_8);
    }
}
