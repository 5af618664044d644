package org.posthorn.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;
import org.posthorn.store.DueIndex.Waiting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The messages of [RocksMailQueue] as they lie on disk: what a message is at rest, how it comes, moves and is read.
/// Knows nothing of leases.
final class QueueRecords {
    /// In front of a record in [Column#QUEUE].
    static final int DUE_BYTES = Long.BYTES;

    private static final Logger log = LoggerFactory.getLogger(QueueRecords.class);
    /// Where a [QueuedMessage] has it: its mail, the tenant, the account.
    private static final int[] ACCOUNT_OF_MESSAGE = {0, 1, 0};

    private static final Duration FARTHEST = Duration.ofDays(30);

    private final Database database;
    private final Aside aside;

    QueueRecords(Database database, Aside aside) {
        this.database = database;
        this.aside = aside;
    }

    /// A message that comes, with its content and its Send event.
    static void add(Batch batch, Submission submission, int counted) {
        MessageId id = submission.mail().id();
        byte[] key = Key.message(id);
        batch.putOrUndo(Column.CONTENT, key, submission.content().bytes())
                .putOrUndo(Column.QUEUE, key, value(QueuedMessage.of(submission)))
                .events(
                        submission.mail(),
                        List.of(new MailEvent.Send(id, submission.mail().acceptedAt(), counted)));
    }

    /// A message that is history from the start.
    static void addEnded(Batch batch, QueuedMessage message) {
        batch.put(Column.HISTORY, Key.message(message.mail().id()), StoredRecord.encode(message));
    }

    /// A message as it is from now on: history when none of its recipients is pending.
    static void replace(Batch batch, QueuedMessage after) {
        byte[] key = Key.message(after.mail().id());
        if (after.due().isPresent()) {
            batch.put(Column.QUEUE, key, value(after));
        } else {
            batch.delete(Column.QUEUE, key)
                    .delete(Column.CONTENT, key)
                    .put(Column.HISTORY, key, StoredRecord.encode(after));
        }
    }

    private static byte[] value(QueuedMessage message) {
        byte[] value = StoredRecord.encode(message, DUE_BYTES);
        System.arraycopy(Key.number(DueIndex.dueOf(message)), 0, value, 0, DUE_BYTES);
        return value;
    }

    /// A message with a pending recipient.
    ///
    /// @throws CorruptRecordException when it can't be read
    Optional<QueuedMessage> pending(MessageId id) {
        return database.get(Column.QUEUE, Key.message(id))
                .map(value -> StoredRecord.decode(QueuedMessage.class, value, DUE_BYTES));
    }

    /// @throws CorruptRecordException when it can't be read, or is missing
    Content content(MessageId id) {
        return new Content(database.get(Column.CONTENT, Key.message(id))
                .orElseThrow(() -> new CorruptRecordException("its content is missing")));
    }

    /// Puts a pending message apart that can't be read.
    void setAside(MessageId id, CorruptRecordException reason) {
        aside.move(Column.QUEUE, Key.message(id), reason);
    }

    /// A message with a pending recipient; one that can't be read is left for [#setAside] at its lease.
    Optional<QueuedMessage> readable(MessageId id) {
        try {
            return pending(id);
        } catch (CorruptRecordException e) {
            return Optional.empty();
        }
    }

    /// A message, pending or history.
    Optional<QueuedMessage> find(MessageId id) {
        // In this order: a message moves from the queue to the history, never back.
        return readable(id).or(() -> ended(id));
    }

    private Optional<QueuedMessage> ended(MessageId id) {
        byte[] key = Key.message(id);
        try {
            return database.get(Column.HISTORY, key).map(value -> StoredRecord.decode(QueuedMessage.class, value, 0));
        } catch (CorruptRecordException e) {
            aside.move(Column.HISTORY, key, e);
            return Optional.empty();
        }
    }

    /// Up to `max` pending messages, the oldest first.
    List<QueuedMessage> list(Optional<MessageId> after, int max) {
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

    /// Reads when each pending message is due and whose it is, and no more of it; puts those apart that can't be read.
    /// No schedule reaches as far as [#FARTHEST]: what is due behind it is looked at once, lest a damaged time keep a
    /// message for ever.
    List<Waiting> load(Instant now) {
        Loading loading = new Loading(DueIndex.nanos(now.plus(FARTHEST)));
        database.scan(Column.QUEUE, new byte[0], Optional.empty(), loading);
        loading.lookIntoPassed();
        loading.unreadable.forEach(Runnable::run);
        return loading.found;
    }

    /// Sees all that is queued. In damaged places the content, which lies elsewhere under the same keys, tells which
    /// messages were there.
    private final class Loading implements Database.Visitor {
        private record Range(byte[] from, Optional<byte[]> to) {}

        private final long farthest;
        private final List<Waiting> found = new ArrayList<>();
        private final List<Runnable> unreadable = new ArrayList<>();
        private final List<Range> passed = new ArrayList<>();

        Loading(long farthest) {
            this.farthest = farthest;
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

        void lookIntoPassed() {
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
}
