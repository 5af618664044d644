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
import java.util.concurrent.atomic.AtomicLong;
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
/// under
/// no lock.
final class RocksMailQueue implements MailQueue {
    private static final Logger log = LoggerFactory.getLogger(RocksMailQueue.class);
    static final int DUE_BYTES = Long.BYTES;
    /// Where a [QueuedMessage] has it: its mail, the tenant, the account.
    private static final int[] ACCOUNT_OF_MESSAGE = {0, 1, 0};
    /// Messages in one batch when the clock is set.
    private static final int RETIMED_TOGETHER = 500;

    private static final Duration FARTHEST = Duration.ofDays(30);

    private final StoreConfig config;
    private final Database database;
    private final GroupCommit commit;
    private final Aside aside;
    private final FreeSpace space;
    private final InstantSource clock;
    private final DueIndex index;
    private final Map<MessageId, Held> leased = new ConcurrentHashMap<>();
    private final Map<MessageId, Waiting> parked = new ConcurrentHashMap<>();
    private final QueueRoom room;
    private final AtomicLong heldBytes = new AtomicLong();

    RocksMailQueue(
            StoreConfig config,
            Database database,
            GroupCommit commit,
            Aside aside,
            FreeSpace space,
            InstantSource clock) {
        this.config = config;
        this.database = database;
        this.commit = commit;
        this.aside = aside;
        this.space = space;
        this.clock = clock;
        this.index = new DueIndex(clock);
        this.room = new QueueRoom(config.maxQueuedMessages());
        loadIndex();
    }

    /// Reads when each message is due and whose it is, and no more of it. No schedule reaches as far as [#FARTHEST]:
    /// what is due behind
    /// it is looked at once, lest a damaged time keep a message for ever.
    private void loadIndex() {
        long farthest = DueIndex.nanos(clock.instant().plus(FARTHEST));
        List<Waiting> found = new ArrayList<>();
        List<Runnable> unreadable = new ArrayList<>();
        Loading loading = new Loading(farthest, found, unreadable);
        database.scan(Column.QUEUE, new byte[0], Optional.empty(), loading);
        loading.look(database);
        unreadable.forEach(Runnable::run);
        found.forEach(message -> room.add(message.accountId()));
        index.addAll(found);
    }

    /// Sees all that is queued. In damaged places the content, which lies elsewhere under the same keys, tells which
    /// messages were there.
    private final class Loading implements Database.Visitor {
        private record Range(byte[] from, Optional<byte[]> to) {}

        private final long farthest;
        private final List<Waiting> found;
        private final List<Runnable> unreadable;
        private final List<Range> passed = new ArrayList<>();

        Loading(long farthest, List<Waiting> found, List<Runnable> unreadable) {
            this.farthest = farthest;
            this.found = found;
            this.unreadable = unreadable;
        }

        @Override
        public boolean visit(byte[] key, byte[] value) {
            try {
                long due = Key.numberOf(value);
                String account = StoredRecord.text(value, DUE_BYTES, ACCOUNT_OF_MESSAGE);
                found.add(new Waiting(due > farthest ? 0 : due, Key.messageOf(key), account, null));
            } catch (CorruptRecordException e) {
                unreadable.add(() -> aside.move(Column.QUEUE, key, e));
            }
            return true;
        }

        @Override
        public void pass(byte[] from, Optional<byte[]> to) {
            passed.add(new Range(from, to));
        }

        void look(Database database) {
            for (Range range : passed) {
                database.scan(Column.CONTENT, range.from(), range.to(), (key, content) -> {
                    try {
                        database.get(Column.QUEUE, key).ifPresent(value -> visit(key, value));
                    } catch (CorruptRecordException e) {
                        unreadable.add(() -> aside.move(Column.QUEUE, key, e));
                    }
                    return true;
                });
            }
        }
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
            stage(batch, submission, counted);
            takeIn(batch);
        } catch (RuntimeException e) {
            room.leave(account);
            throw e;
        }
        index.add(Waiting.of(submission, hold(submission.content())));
    }

    @Override
    public void recordEnded(Mail mail, List<? extends MailEvent> events) {
        checkSpace();
        takeIn(Batch.durable()
                .put(Column.HISTORY, Key.message(mail.id()), StoredRecord.encode(new QueuedMessage(mail, List.of())))
                .events(mail, events));
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
        answers.forEach(answer -> stage(batch, answer, 0));
        commit.commit(batch);
        answers.forEach(answer -> room.add(answer.mail().tenant().accountId()));
        index.addAll(answers.stream()
                .map(answer -> Waiting.of(answer, hold(answer.content())))
                .toList());
    }

    private void stage(Batch batch, Submission submission, int counted) {
        MessageId id = submission.mail().id();
        byte[] key = Key.message(id);
        batch.putOrUndo(Column.CONTENT, key, submission.content().bytes())
                .putOrUndo(Column.QUEUE, key, queueValue(QueuedMessage.of(submission)))
                .events(
                        submission.mail(),
                        List.of(new MailEvent.Send(id, submission.mail().acceptedAt(), counted)));
    }

    private static byte[] queueValue(QueuedMessage message) {
        byte[] value = StoredRecord.encode(message, DUE_BYTES);
        System.arraycopy(Key.number(DueIndex.dueOf(message)), 0, value, 0, DUE_BYTES);
        return value;
    }

    /// Whether the content may stay in memory; if so, it is counted until it is leased.
    private boolean hold(Content content) {
        if (heldBytes.addAndGet(content.sizeBytes()) <= config.memoryContentBytes()) {
            return true;
        }
        heldBytes.addAndGet(-content.sizeBytes());
        return false;
    }

    @Override
    public List<Lease> lease(int max, Duration patience) throws InterruptedException {
        return loaded(index.take(max, patience.toNanos()), false);
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
        byte[] key = Key.message(entry.id());
        try {
            Optional<byte[]> value = database.get(Column.QUEUE, key);
            if (value.isEmpty()) {
                // Its settling was reported as failed and reached the disk after all.
                room.leave(entry.accountId());
                return Optional.empty();
            }
            return lease(StoredRecord.decode(QueuedMessage.class, value.get(), DUE_BYTES), Optional.empty(), all, now);
        } catch (CorruptRecordException e) {
            aside.move(Column.QUEUE, key, e);
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
            heldBytes.addAndGet(-body.get().content().sizeBytes());
            return body.get().content();
        }
        MessageId id = held.message().mail().id();
        byte[] key = Key.message(id);
        try {
            return new Content(database.get(Column.CONTENT, key)
                    .orElseThrow(() -> new CorruptRecordException("its content is missing")));
        } catch (CorruptRecordException e) {
            if (leased.remove(id, held)) {
                aside.move(Column.QUEUE, key, e);
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
            commit.commit(settlement(after).events(after.mail(), events));
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
        held.takeBody().ifPresent(body -> heldBytes.addAndGet(-body.content().sizeBytes()));
        if (after.due().isPresent()) {
            index.add(Waiting.of(after, null));
        } else {
            room.leave(after.mail().tenant().accountId());
        }
    }

    private static Batch settlement(QueuedMessage after) {
        byte[] key = Key.message(after.mail().id());
        return after.due().isPresent()
                ? Batch.written().put(Column.QUEUE, key, queueValue(after))
                : Batch.written()
                        .delete(Column.QUEUE, key)
                        .delete(Column.CONTENT, key)
                        .put(Column.HISTORY, key, StoredRecord.encode(after));
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
            byte[] key = Key.message(entry.id());
            try {
                Optional<QueuedMessage> message = database.get(Column.QUEUE, key)
                        .map(value -> StoredRecord.decode(QueuedMessage.class, value, DUE_BYTES)
                                .retimed(from, to, Set.of()));
                if (message.isEmpty() || message.get().due().isEmpty()) {
                    gone.add(entry);
                    continue;
                }
                batch.put(Column.QUEUE, key, queueValue(message.get()));
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
                .forEach(body -> heldBytes.addAndGet(-body.content().sizeBytes()));
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

    /// A message that is leased, as it was last stored.
    private static final class Held {
        private final Set<String> out = new HashSet<>();
        private QueuedMessage message;
        private Optional<Submission> body;

        Held(QueuedMessage message, List<RecipientState> due, Optional<Submission> body) {
            this.message = message;
            this.body = body;
            due.forEach(state -> out.add(state.address()));
        }

        QueuedMessage message() {
            return message;
        }

        /// The recipients that are neither settled nor released.
        Set<String> out() {
            return out;
        }

        synchronized void retime(Instant from, Instant to) {
            message = message.retimed(from, to, out);
        }

        void settled(Lease lease, QueuedMessage after) {
            message = after;
            out.removeAll(lease.addresses());
        }

        synchronized Optional<Submission> takeBody() {
            Optional<Submission> taken = body;
            body = Optional.empty();
            return taken;
        }
    }

    @Override
    public Optional<QueuedMessage> find(MessageId id) {
        // In this order: a message moves from the queue to the history, never back.
        return read(Column.QUEUE, id, DUE_BYTES).or(() -> read(Column.HISTORY, id, 0));
    }

    private Optional<QueuedMessage> read(Column column, MessageId id, int offset) {
        try {
            return database.get(column, Key.message(id))
                    .map(value -> StoredRecord.decode(QueuedMessage.class, value, offset));
        } catch (CorruptRecordException e) {
            // Queued ones are set aside when they are leased.
            if (column == Column.HISTORY) {
                aside.move(column, Key.message(id), e);
            }
            return Optional.empty();
        }
    }

    @Override
    public List<QueuedMessage> list(Optional<MessageId> after, int max) {
        byte[] from = after.map(id -> Key.behind(Key.message(id))).orElseGet(() -> new byte[0]);
        List<QueuedMessage> found = new ArrayList<>();
        database.scan(Column.QUEUE, from, Optional.empty(), (key, value) -> {
            if (found.size() < max) {
                try {
                    found.add(StoredRecord.decode(QueuedMessage.class, value, DUE_BYTES));
                } catch (CorruptRecordException e) {
                    log.debug("column={} unreadable=\"{}\"", Column.QUEUE.title(), e.getMessage());
                }
            }
            return found.size() < max;
        });
        return found;
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
                .flatMap(id -> read(Column.QUEUE, id, DUE_BYTES).stream())
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
        return heldBytes.get();
    }
}
