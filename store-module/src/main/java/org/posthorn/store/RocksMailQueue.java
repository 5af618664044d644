package org.posthorn.store;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.posthorn.engine.delivery.IntakeRefusedException;
import org.posthorn.engine.delivery.IntakeRefusedException.Reason;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueueRoom;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;
import org.posthorn.store.DueIndex.Waiting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The queue in RocksDB.
///
/// A message is in one of four places, and each move is one batch:
///
/// ```
///            submit                     lease                    settle, none pending
///  (caller) ────────▶ queue + content ────────▶ held in memory ──────────────────────▶ history
///                     index: due time ◀──────── (disk unchanged)                       content deleted
///                                      settle, some pending · release
///                                               park ⇅ resume (the caller keeps the index entry)
/// ```
///
/// The index and the leases live in memory: a crash at any point leaves the record in the queue as it was last settled,
/// and the start puts it in the index again. A message just accepted is leased from memory while
/// [StoreConfig#memoryContentBytes] allows; every other lease reads its record and content in the caller's thread,
/// under no lock.
final class RocksMailQueue implements MailQueue {
    private static final Logger log = LoggerFactory.getLogger(RocksMailQueue.class);
    /// Messages in one batch when the clock is set.
    private static final int RETIMED_TOGETHER = 500;

    private final GroupCommit commit;
    private final Aside aside;
    private final QueueRecords records;
    private final FreeSpace space;
    private final InstantSource clock;
    private final DueIndex index;
    private final Map<MessageId, Held> leased = new ConcurrentHashMap<>();
    private final Map<MessageId, Waiting> parked = new ConcurrentHashMap<>();
    private final QueueRoom room;
    private final HeldContent heldContent;

    RocksMailQueue(
            StoreConfig config,
            Database database,
            GroupCommit commit,
            Aside aside,
            FreeSpace space,
            InstantSource clock) {
        this.heldContent = new HeldContent(config.memoryContentBytes());
        this.commit = commit;
        this.aside = aside;
        this.records = new QueueRecords(database, aside);
        this.space = space;
        this.clock = clock;
        this.index = new DueIndex(clock);
        this.room = new QueueRoom(config.maxQueuedMessages());
        List<Waiting> found = records.load(clock.instant());
        found.forEach(message -> room.add(message.accountId()));
        index.addAll(found);
    }

    /// What [#submit] would be refused for now; empty when nothing.
    Optional<String> intakeTrouble() {
        if (space.isLow()) {
            return Optional.of("the disk is nearly full");
        }
        if (room.isFull()) {
            return Optional.of("the queue is full");
        }
        return commit.isFailing() ? Optional.of("the store can't write") : Optional.empty();
    }

    @Override
    public void submit(Submission submission, int counted) {
        checkSpace();
        String account = submission.mail().tenant().accountId();
        room.take(account);
        try {
            Batch batch = Batch.durable();
            QueueRecords.add(batch, submission, counted);
            takeIn(batch);
        } catch (RuntimeException e) {
            room.leave(account);
            throw e;
        }
        index.add(Waiting.of(submission, heldContent.hold(submission)));
    }

    @Override
    public void recordEnded(Mail mail, List<? extends MailEvent> events) {
        checkSpace();
        Batch batch = Batch.durable();
        QueueRecords.addEnded(batch, new QueuedMessage(mail, List.of()));
        takeIn(batch.events(mail, events));
    }

    private void checkSpace() {
        if (space.isLow()) {
            throw new IntakeRefusedException(Reason.DISK_LOW, "the disk is nearly full");
        }
    }

    private void takeIn(Batch batch) {
        try {
            commit.commit(batch);
        } catch (UncheckedIOException e) {
            throw new IntakeRefusedException(Reason.STORE_FAILED, "the store can't write");
        }
    }

    /// Queues mail in the batch that is committed, whatever the limits: what answers events must not be lost.
    void submitWith(Batch batch, List<Submission> answers) {
        answers.forEach(answer -> QueueRecords.add(batch, answer, 0));
        commit.commit(batch);
        answers.forEach(answer -> room.add(answer.mail().tenant().accountId()));
        index.addAll(answers.stream()
                .map(answer -> Waiting.of(answer, heldContent.hold(answer)))
                .toList());
    }

    @Override
    public List<Lease> lease(int max, Duration patience) throws InterruptedException {
        return loaded(index.take(max, patience.toNanos()), false);
    }

    @Override
    public void wake() {
        index.wake();
    }

    /// @param all whether recipients that are not due are wanted too
    private List<Lease> loaded(List<Waiting> taken, boolean all) {
        List<Lease> leases = new ArrayList<>(taken.size());
        for (int i = 0; i < taken.size(); i++) {
            try {
                load(taken.get(i), all).ifPresent(leases::add);
            } catch (UncheckedIOException | IllegalStateException e) {
                index.addAll(taken.subList(i, taken.size()));
                if (leases.isEmpty()) {
                    throw e;
                }
                break;
            }
        }
        return leases;
    }

    @Override
    public List<Lease> lease(Set<MessageId> ids) {
        return loaded(index.take(ids), true);
    }

    /// Makes a lease of a message that was taken from the index; empty when it turned out that there is none to make.
    ///
    /// @param all whether recipients that are not due are wanted too
    private Optional<Lease> load(Waiting entry, boolean all) {
        // It was due when it was parked, even if the clock has been set back since.
        Instant now = DueIndex.later(clock.instant(), entry.due());
        Optional<Submission> body = entry.held();
        if (body.isPresent()) {
            return lease(QueuedMessage.of(body.get()), body, all, now);
        }
        try {
            Optional<QueuedMessage> message = records.pending(entry.id());
            if (message.isEmpty()) {
                // Its settling was reported as failed and reached the disk after all.
                room.leave(entry.accountId());
                return Optional.empty();
            }
            return lease(message.get(), Optional.empty(), all, now);
        } catch (CorruptRecordException e) {
            records.setAside(entry.id(), e);
            room.leave(entry.accountId());
            return Optional.empty();
        }
    }

    private Optional<Lease> lease(QueuedMessage message, Optional<Submission> body, boolean all, Instant now) {
        MessageId id = message.mail().id();
        List<RecipientState> due = message.recipients().stream()
                .filter(state -> all ? state.isPending() : state.isDue(now))
                .toList();
        if (due.isEmpty()) {
            if (message.due().isEmpty()) {
                throw new CorruptRecordException("queued, and no recipient is pending");
            }
            // The clock was set back, or the index was wrong about it.
            index.add(Waiting.of(message, body.orElse(null)));
            return Optional.empty();
        }
        Held held = new Held(message, due, body);
        leased.put(id, held);
        return Optional.of(new Lease(message.mail(), due, () -> content(held)));
    }

    /// The content of a leased message, from memory the first time when it was just accepted.
    private Content content(Held held) {
        Optional<Submission> body = held.takeBody();
        if (body.isPresent()) {
            heldContent.free(body.get());
            return body.get().content();
        }
        MessageId id = held.message().mail().id();
        try {
            return records.content(id);
        } catch (CorruptRecordException e) {
            if (leased.remove(id, held)) {
                records.setAside(id, e);
                room.leave(held.message().mail().tenant().accountId());
            }
            throw new IllegalStateException("message " + id + " is set aside: " + e.getMessage(), e);
        }
    }

    @Override
    public void settle(Lease lease, List<RecipientState> states, List<? extends MailEvent> events) {
        MessageId id = lease.mail().id();
        Held held = leased.get(id);
        if (held == null) {
            throw new IllegalStateException("message " + id + " is not leased");
        }
        synchronized (held) {
            if (!held.out().containsAll(lease.addresses())) {
                throw new IllegalStateException("message " + id + " is not leased to these recipients");
            }
            QueuedMessage after = held.message().with(states);
            Batch batch = Batch.written();
            QueueRecords.replace(batch, after);
            commit.commit(batch.events(after.mail(), events));
            giveBack(id, held, lease, after);
        }
    }

    /// Takes a part back; with the last one, the message is nobody's again.
    private void giveBack(MessageId id, Held held, Lease lease, QueuedMessage after) {
        held.settled(lease, after);
        if (!held.out().isEmpty()) {
            return;
        }
        leased.remove(id);
        held.takeBody().ifPresent(heldContent::free);
        if (after.due().isPresent()) {
            index.add(Waiting.of(after, null));
        } else {
            room.leave(after.mail().tenant().accountId());
        }
    }

    @Override
    public void release(Lease lease, Instant due) {
        MessageId id = lease.mail().id();
        Held held = leased.get(id);
        if (held == null) {
            return;
        }
        synchronized (held) {
            QueuedMessage after = held.message()
                    .with(lease.recipients().stream()
                            .filter(state -> held.out().contains(state.address()))
                            .map(state -> state.dueAt(due))
                            .toList());
            if (leased.get(id) == held) {
                giveBack(id, held, lease, after);
            }
        }
    }

    @Override
    public void retime(Instant from, Instant to) {
        leased.forEach((id, held) -> held.retime(from, to));
        List<Waiting> taken = index.takeAfter(DueIndex.nanos(from.isBefore(to) ? from : to));
        for (int start = 0; start < taken.size(); start += RETIMED_TOGETHER) {
            List<Waiting> some = taken.subList(start, Math.min(taken.size(), start + RETIMED_TOGETHER));
            try {
                index.addAll(retimed(some, from, to));
            } catch (UncheckedIOException | IllegalStateException e) {
                // As they were, with the rest: none is lost from the index.
                index.addAll(taken.subList(start, taken.size()));
                throw e;
            }
        }
        log.warn("queue=retimed messages={}", taken.size());
    }

    private List<Waiting> retimed(List<Waiting> some, Instant from, Instant to) {
        Batch batch = Batch.written();
        List<Waiting> after = new ArrayList<>();
        List<Waiting> gone = new ArrayList<>();
        List<Waiting> moved = new ArrayList<>();
        for (Waiting entry : some) {
            try {
                Optional<QueuedMessage> message =
                        records.pending(entry.id()).map(known -> known.retimed(from, to, Set.of()));
                if (message.isEmpty() || message.get().due().isEmpty()) {
                    gone.add(entry);
                    continue;
                }
                QueueRecords.replace(batch, message.get());
                after.add(Waiting.of(message.get(), null));
                moved.add(entry);
            } catch (CorruptRecordException e) {
                // Set aside when it is leased.
                after.add(entry);
            }
        }
        commit.commit(batch);
        Stream.concat(moved.stream(), gone.stream())
                .flatMap(entry -> entry.held().stream())
                .forEach(heldContent::free);
        gone.forEach(entry -> room.leave(entry.accountId()));
        return after;
    }

    @Override
    public Parked park(Lease lease) {
        MessageId id = lease.mail().id();
        Held held = leased.remove(id);
        if (held == null || held.out().size() != lease.recipients().size()) {
            throw new IllegalStateException("message " + id + " is not leased as a whole");
        }
        Waiting ticket = Waiting.of(held.message(), held.takeBody().orElse(null));
        parked.put(id, ticket);
        return ticket;
    }

    @Override
    public Optional<Lease> resume(Parked message) {
        Optional<Lease> lease = load((Waiting) message, false);
        parked.remove(message.id());
        return lease;
    }

    @Override
    public Optional<QueuedMessage> find(MessageId id) {
        return records.find(id);
    }

    @Override
    public List<QueuedMessage> list(Optional<MessageId> after, int max) {
        return records.list(after, max);
    }

    @Override
    public List<QueuedMessage> pendingOf(String accountId, Optional<MessageId> before, int max) {
        Set<MessageId> ids = new HashSet<>();
        Stream.concat(index.of(accountId).stream(), parked.values().stream())
                .filter(waiting -> waiting.accountId().equals(accountId))
                .forEach(waiting -> ids.add(waiting.id()));
        leased.forEach((id, held) -> {
            if (held.message().mail().tenant().accountId().equals(accountId)) {
                ids.add(id);
            }
        });
        return ids.stream()
                .filter(id -> before.isEmpty() || id.compareTo(before.get()) < 0)
                .sorted(Comparator.reverseOrder())
                // Those that ended meanwhile are no longer in the column.
                .flatMap(id -> records.readable(id).stream())
                .limit(max)
                .toList();
    }

    @Override
    public Depth depth() {
        return new Depth(room.queued(), leased.size() + parked.size(), aside.count());
    }

    @Override
    public List<AccountDepth> accounts(int max) {
        return room.accounts(max);
    }

    /// Content that waits in memory for its first attempt.
    long heldContentBytes() {
        return heldContent.bytes();
    }
}
