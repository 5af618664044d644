package org.posthorn.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.event.About;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.EventMails;
import org.posthorn.engine.event.EventQuery;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Submission;

/// The event log in RocksDB. Positions are given by the committing thread; readers stop at its watermark.
final class RocksEventLog implements EventLog {
    private static final int TIME_BYTES = Long.BYTES;
    private static final Duration CLOCK_SLACK = Duration.ofMinutes(5);

    /// Positions that are looked at together when the newest are asked for.
    private static final int WINDOW = 500;

    private final Database database;
    private final GroupCommit commit;
    private final Watermark watermark;
    private final RocksMailQueue queue;
    private final Aside aside;
    private final EventIndex index;

    RocksEventLog(
            Database database,
            GroupCommit commit,
            Watermark watermark,
            RocksMailQueue queue,
            Aside aside,
            EventIndex index) {
        this.index = index;
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
        EventMails mails = mails();
        Optional<byte[]> end = Optional.of(Key.number(watermark.position() + 1));
        database.scan(Column.EVENT, Key.number(position + 1), end, (key, value) -> {
            if (entries.size() < max) {
                try {
                    entries.add(new Entry(Key.numberOf(key), decode(value), mails));
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

    private EventMails mails() {
        return new EventMails(id -> queue.find(id).map(QueuedMessage::mail));
    }

    @Override
    public long last() {
        return watermark.position();
    }

    @Override
    public List<Entry> search(Instant since, Predicate<MailEvent> wanted, int max) {
        List<Entry> found = new ArrayList<>();
        EventMails mails = mails();
        database.scan(Column.EVENT, Key.number(firstNear(since)), Optional.empty(), (key, value) -> {
            try {
                if (Key.numberOf(value) >= since.toEpochMilli()) {
                    MailEvent event = decode(value);
                    if (wanted.test(event)) {
                        found.add(new Entry(Key.numberOf(key), event, mails));
                    }
                }
            } catch (CorruptRecordException e) {
                return true; // those who follow put it aside
            }
            return found.size() < max;
        });
        return found;
    }

    @Override
    public List<Entry> search(EventQuery query) {
        return query.about() instanceof About.Everything ? newest(query) : index.search(query, mails());
    }

    /// Walks back a window at a time, since scans go forward; a window without events, where positions were left out,
    /// makes the next one larger.
    private List<Entry> newest(EventQuery query) {
        long first = firstNear(query.since());
        long end = query.before().map(EventQuery.Place::position).orElseGet(() -> watermark.position() + 1);
        long window = WINDOW;
        List<Entry> found = new ArrayList<>();
        while (end > first && found.size() < query.max()) {
            long start = Math.max(first, end - window);
            Window seen = new Window(query, mails());
            database.scan(Column.EVENT, Key.number(start), Optional.of(Key.number(end)), seen);
            found.addAll(seen.wanted.reversed());
            window = seen.isEmpty ? window * 2 : WINDOW;
            end = start;
        }
        return found.subList(0, Math.min(found.size(), query.max()));
    }

    private static final class Window implements Database.Visitor {
        private final EventQuery query;
        private final EventMails mails;
        private final List<Entry> wanted = new ArrayList<>();
        private boolean isEmpty = true;

        Window(EventQuery query, EventMails mails) {
            this.query = query;
            this.mails = mails;
        }

        @Override
        public boolean visit(byte[] key, byte[] value) {
            isEmpty = false;
            try {
                MailEvent event = decode(value);
                if (query.wants(event)) {
                    wanted.add(new Entry(Key.numberOf(key), event, mails));
                }
            } catch (CorruptRecordException e) {
                return true; // those who follow put it aside
            }
            return true;
        }
    }

    /// A position before which everything is older, but for clocks that were set back: found by halving, since times
    /// grow with positions.
    private long firstNear(Instant since) {
        long from = 0;
        long to = watermark.position() + 1;
        long time = since.minus(CLOCK_SLACK).toEpochMilli();
        while (from < to) {
            long middle = (from + to) >>> 1;
            if (timeAt(middle).filter(at -> at < time).isPresent()) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /// When the first event at a position or behind it happened; for those that are no longer kept, that of the first
    /// that is.
    private Optional<Long> timeAt(long position) {
        long[] time = {Long.MIN_VALUE};
        database.scan(Column.EVENT, Key.number(position), Optional.empty(), (key, value) -> {
            time[0] = Key.numberOf(value);
            return false;
        });
        return time[0] == Long.MIN_VALUE ? Optional.empty() : Optional.of(time[0]);
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

    @Override
    public void forget(String follower) {
        commit.commit(Batch.durable().delete(Column.FOLLOWER, Key.text(follower)));
    }
}
