package org.posthorn.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Submission;

/// The event log in RocksDB. Positions are given by the committing thread; readers stop at its watermark.
final class RocksEventLog implements EventLog {
    private static final int TIME_BYTES = Long.BYTES;

    private final Database database;
    private final GroupCommit commit;
    private final Watermark watermark;
    private final RocksMailQueue queue;
    private final Aside aside;

    RocksEventLog(Database database, GroupCommit commit, Watermark watermark, RocksMailQueue queue, Aside aside) {
        this.database = database;
        this.commit = commit;
        this.watermark = watermark;
        this.queue = queue;
        this.aside = aside;
    }

    @Override
    public void append(Mail mail, List<? extends MailEvent> events) {
        commit.commit(Batch.durable().events(mail, events));
    }

    @Override
    public List<Entry> readAfter(long position, int max, Duration patience) throws InterruptedException {
        watermark.awaitAbove(position, patience.toNanos());
        List<Entry> entries = new ArrayList<>();
        List<Long> unreadable = new ArrayList<>();
        Optional<byte[]> end = Optional.of(Key.number(watermark.position() + 1));
        database.scan(Column.EVENT, Key.number(position + 1), end, (key, value) -> {
            if (entries.size() < max) {
                try {
                    entries.add(new Entry(Key.numberOf(key), decode(value)));
                } catch (CorruptRecordException e) {
                    unreadable.add(Key.numberOf(key));
                }
            }
            return entries.size() < max;
        });
        unreadable.forEach(
                bad -> aside.move(Column.EVENT, Key.number(bad), new CorruptRecordException("event " + bad)));
        return entries;
    }

    /// The event of a stored value.
    static MailEvent decode(byte[] value) {
        return StoredRecord.decode(Batch.StoredEvent.class, value, TIME_BYTES).event();
    }

    @Override
    public long acknowledged(String follower) {
        return database.get(Column.FOLLOWER, Key.text(follower))
                .map(Key::numberOf)
                .orElse(0L);
    }

    @Override
    public void acknowledge(String follower, long position, List<Submission> answers) {
        Batch batch = Batch.durable().put(Column.FOLLOWER, Key.text(follower), Key.number(position));
        queue.submitWith(batch, answers);
    }
}
