package org.posthorn.engine.testing;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.posthorn.engine.delivery.Captures;
import org.posthorn.engine.delivery.QueueRoom;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.event.About;
import org.posthorn.engine.event.Counters;
import org.posthorn.engine.event.Counts;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.EventMails;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.settings.Notice;
import org.posthorn.engine.topic.NoticeRoom;

/// A store that forgets everything with its process: the state behind the memory ports, under one lock, so that a
/// batch is a critical section.
///
/// It passes the same contract suites as the durable one and serves the tests of everything above the ports.
public final class MemoryStore {
    /// A message that is still to be delivered.
    record Pending(QueuedMessage message, Content content) {}

    final Map<MessageId, Pending> pending = new TreeMap<>();
    final Map<MessageId, QueuedMessage> history = new HashMap<>();
    /// The recipients that are out on lease.
    final Map<MessageId, Set<String>> leased = new HashMap<>();
    final List<EventLog.Entry> events = new ArrayList<>();
    /// What each event is found by.
    final Map<Long, Set<About>> abouts = new HashMap<>();
    final Map<String, Long> acknowledged = new HashMap<>();
    final Map<Counters.Subject, TreeMap<Instant, Counts>> counts = new HashMap<>();
    /// By the names of their rows.
    final NavigableMap<String, Notice> notices = new TreeMap<>();
    final NavigableMap<String, Notice> deadLetters = new TreeMap<>();
    final NavigableMap<MessageId, Captures.Captured> captured = new TreeMap<>();
    final InstantSource clock;
    final QueueRoom room;
    /// Whose message was leased when, as a count of turns.
    final Map<String, Long> turns = new HashMap<>();
    long turn;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    public MemoryStore(InstantSource clock) {
        this(clock, 100_000);
    }

    public MemoryStore(InstantSource clock, long maxQueuedMessages) {
        this.clock = clock;
        this.room = new QueueRoom(maxQueuedMessages);
    }

    public MemoryMailQueue queue() {
        return new MemoryMailQueue(this);
    }

    public MemoryEventLog events() {
        return new MemoryEventLog(this);
    }

    public MemoryCounters counters() {
        return new MemoryCounters(this);
    }

    public MemoryNotices notices() {
        return notices(new NoticeRoom());
    }

    /// As after a start with other bounds.
    MemoryNotices notices(NoticeRoom room) {
        return new MemoryNotices(this, room);
    }

    public MemoryCaptures captures() {
        return captures(Captures.MOST);
    }

    MemoryCaptures captures(int most) {
        return new MemoryCaptures(this, most);
    }

    /// Settings of their own: nothing else is ever written with them.
    public MemorySettings settings() {
        return new MemorySettings();
    }

    /// The four ports over this store.
    public Ports ports() {
        return new Ports(queue(), events(), settings(), counters());
    }

    <R> R locked(Supplier<R> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    void change(Runnable action) {
        lock.lock();
        try {
            action.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the condition holds or the time is over, then acts in the same critical section.
    <R> R await(BooleanSupplier condition, long patienceNanos, Supplier<R> action) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patienceNanos;
            while (!condition.getAsBoolean() && left > 0) {
                // The clock may be moved without a signal: look again now and then.
                long slice = Math.min(left, TimeUnit.MILLISECONDS.toNanos(20));
                left -= slice - changed.awaitNanos(slice);
            }
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    void addMessage(Submission submission, int counted) {
        Mail mail = submission.mail();
        pending.put(mail.id(), new Pending(QueuedMessage.of(submission), submission.content()));
        addEvents(mail, List.of(new MailEvent.Send(mail.id(), mail.acceptedAt(), counted)));
    }

    private Optional<Mail> mailOf(MessageId id) {
        return queue().find(id).map(QueuedMessage::mail);
    }

    void addEvents(Mail mail, List<? extends MailEvent> added) {
        for (MailEvent event : added) {
            events.add(new EventLog.Entry(events.size() + 1, event, new EventMails(this::mailOf)));
            abouts.put((long) events.size(), About.of(mail, event));
            Counts more = Counts.of(mail, List.of(event));
            if (!more.equals(Counts.NONE)) {
                for (Counters.Subject subject : Counters.Subject.of(mail)) {
                    counts.computeIfAbsent(subject, key -> new TreeMap<>())
                            .merge(event.at().truncatedTo(ChronoUnit.MINUTES), more, Counts::plus);
                }
            }
        }
    }
}
