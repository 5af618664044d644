package org.posthorn.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.posthorn.engine.UnavailableException;
import org.posthorn.engine.event.About;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.EventMails;
import org.posthorn.engine.event.EventQuery;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Mail;

/// Where the events about a message, an address or an account are: rows of keys alone, in [Column#INDEX].
///
/// ```
/// 2 bytes: day, the newest first │ 8 bytes: what it is about │ 8 bytes: position of the event, the newest first
/// ```
///
/// - A row is written in the batch of its event, so neither is ever without the other, whatever crashes.
/// - The day comes first, so that one range of keys goes when its days are kept no longer. A search looks at each day
///   that has rows.
/// - What it is about is eight bytes of a hash: no address lies here. Two addresses of one hash would share their
///   events; by chance that takes billions of addresses.
/// - All of it can be made from events and messages. A store without it gets it after its start ([#build]), and so
///   does one that `repair` made, and one that an earlier version has written since: the newest event then has no row.
final class EventIndex {
    /// Before all rows: no day has zero bytes. There when the rows of all events are.
    static final byte[] COMPLETE = {0};

    static final byte[] EMPTY = new byte[0];
    private static final byte[] START = {0, 0};
    private static final byte[] END = {(byte) 0xff, (byte) 0xff};
    private static final int DAY_BYTES = 2;
    private static final int SUBJECT_BYTES = 8;
    private static final int PREFIX_BYTES = DAY_BYTES + SUBJECT_BYTES;
    static final int KEY_BYTES = PREFIX_BYTES + Long.BYTES;
    private static final int LAST_DAY = 0xfffe;
    private static final int BUILT_TOGETHER = 500;

    private final Database database;
    private volatile boolean complete;

    EventIndex(Database database) {
        this.database = database;
        this.complete = isComplete();
    }

    /// The beginnings of an event's keys, without its position.
    static List<byte[]> prefixes(Mail mail, MailEvent event) {
        List<byte[]> prefixes = new ArrayList<>();
        int day = dayOf(event.at());
        About.of(mail, event).forEach(about -> prefixes.add(prefix(day, subject(about))));
        return prefixes;
    }

    static byte[] key(byte[] prefix, long position) {
        return Key.join(prefix, Key.number(~position));
    }

    /// Deletes the rows of all events of the days before this one's.
    static void sweep(Batch batch, Instant before) {
        batch.deleteRange(Column.INDEX, number(dayOf(before) + 1), END);
    }

    /// @throws CorruptRecordException when it is no key of this index
    static void check(byte[] key) {
        if (!Arrays.equals(key, COMPLETE) && key.length != KEY_BYTES) {
            throw new CorruptRecordException("the key of an index row has " + key.length + " bytes");
        }
    }

    private static byte[] prefix(int day, byte[] subject) {
        return Key.join(number(day), subject);
    }

    /// Days count down.
    private static int dayOf(Instant time) {
        long day = Math.floorDiv(time.getEpochSecond(), TimeUnit.DAYS.toSeconds(1));
        return LAST_DAY - Math.clamp(day, 0, LAST_DAY - 1);
    }

    private static byte[] number(int day) {
        return ByteBuffer.allocate(DAY_BYTES).putShort((short) day).array();
    }

    private static byte[] subject(About about) {
        return switch (about) {
            // Random already.
            case About.Message message -> Key.number(message.id().low());
            case About.Recipient recipient -> hash("recipient\0" + recipient.address());
            case About.Account account -> hash("account\0" + account.accountId());
            case About.Everything everything -> throw new IllegalArgumentException("no index has everything");
        };
    }

    private static byte[] hash(String text) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(whole, SUBJECT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /// @see EventLog#search(EventQuery)
    ///
    /// @param mails of which the events found tell
    List<EventLog.Entry> search(EventQuery query, EventMails mails) {
        if (!complete) {
            throw new UnavailableException(new IOException("the index of events is being made; try again in a minute"));
        }
        Search search = new Search(query, mails);
        byte[] subject = subject(query.about());
        int last = dayOf(query.since());
        Optional<EventQuery.Place> before = query.before();
        byte[] from = before.map(place -> number(dayOf(place.at()))).orElse(START);
        Optional<Integer> day = dayFrom(from);
        while (day.isPresent() && day.get() <= last && search.isOpen()) {
            byte[] prefix = prefix(day.get(), subject);
            byte[] behind = Key.join(prefix, Key.behind(Key.number(-1)));
            boolean goesOn = before.isPresent() && dayOf(before.get().at()) == day.get();
            byte[] start = goesOn ? key(prefix, before.get().position() - 1) : prefix;
            database.scan(Column.INDEX, start, Optional.of(behind), search);
            day = dayFrom(number(day.get() + 1));
        }
        return search.found;
    }

    private Optional<Integer> dayFrom(byte[] from) {
        int[] day = {-1};
        database.scan(Column.INDEX, from, Optional.of(END), (key, value) -> {
            day[0] = ByteBuffer.wrap(key).getShort() & 0xffff;
            return false;
        });
        return day[0] < 0 ? Optional.empty() : Optional.of(day[0]);
    }

    /// Reads the events that the rows of one day and subject lead to.
    private final class Search implements Database.Visitor {
        private final EventQuery query;
        private final EventMails mails;
        private final long oldest = oldestPosition();
        private final List<EventLog.Entry> found = new ArrayList<>();

        Search(EventQuery query, EventMails mails) {
            this.query = query;
            this.mails = mails;
        }

        boolean isOpen() {
            return found.size() < query.max();
        }

        @Override
        public boolean visit(byte[] key, byte[] value) {
            long position = ~ByteBuffer.wrap(key).getLong(PREFIX_BYTES);
            if (position < oldest) {
                // Too many came since: the row lives until its day goes.
                return false;
            }
            read(position)
                    .filter(query::wants)
                    .ifPresent(event -> found.add(new EventLog.Entry(position, event, mails)));
            return isOpen();
        }
    }

    private long oldestPosition() {
        long[] oldest = {Long.MAX_VALUE};
        database.scan(Column.EVENT, EMPTY, Optional.empty(), (key, value) -> {
            oldest[0] = Key.numberOf(key);
            return false;
        });
        return oldest[0];
    }

    /// Empty for one that is gone, or that those who follow put aside.
    private Optional<MailEvent> read(long position) {
        try {
            return database.get(Column.EVENT, Key.number(position)).map(RocksEventLog::decode);
        } catch (CorruptRecordException e) {
            return Optional.empty();
        }
    }

    private boolean isComplete() {
        try {
            return database.get(Column.INDEX, COMPLETE).isPresent()
                    && database.lastKey(Column.EVENT)
                            .filter(key -> !hasRow(key))
                            .isEmpty();
        } catch (CorruptRecordException e) {
            return false;
        }
    }

    /// A version without an index leaves none for its events.
    private boolean hasRow(byte[] key) {
        long position = Key.numberOf(key);
        return read(position)
                .map(event -> prefix(dayOf(event.at()), subject(new About.Message(event.messageId()))))
                .filter(prefix ->
                        database.get(Column.INDEX, key(prefix, position)).isPresent())
                .isPresent();
    }

    boolean isBuilt() {
        return complete;
    }

    /// Makes the rows of all events that are there; those that come meanwhile bring their own. Takes a minute for some
    /// ten million; after a crash it begins anew.
    ///
    /// @throws UnavailableException when the store does not take them now, or was closed
    void build(RocksMailQueue queue, GroupCommit commit) {
        List<byte[]> page = eventsFrom(EMPTY);
        while (!page.isEmpty()) {
            Batch batch = Batch.written();
            page.forEach(key -> index(batch, queue, Key.numberOf(key)));
            commit.commit(batch);
            page = eventsFrom(Key.behind(page.getLast()));
        }
        commit.commit(Batch.durable().put(Column.INDEX, COMPLETE, EMPTY));
        complete = true;
    }

    private List<byte[]> eventsFrom(byte[] from) {
        List<byte[]> keys = new ArrayList<>();
        database.scan(Column.EVENT, from, Optional.empty(), (key, value) -> {
            keys.add(key);
            return keys.size() < BUILT_TOGETHER;
        });
        return keys;
    }

    private void index(Batch batch, RocksMailQueue queue, long position) {
        read(position).ifPresent(event -> {
            Optional<Mail> mail = queue.find(event.messageId()).map(message -> message.mail());
            List<byte[]> prefixes = mail.map(known -> prefixes(known, event)).orElseGet(() -> strayPrefixes(event));
            prefixes.forEach(prefix -> batch.put(Column.INDEX, key(prefix, position), EMPTY));
        });
    }

    /// Of an event whose message is kept no longer.
    private static List<byte[]> strayPrefixes(MailEvent event) {
        int day = dayOf(event.at());
        List<byte[]> prefixes = new ArrayList<>();
        prefixes.add(prefix(day, subject(new About.Message(event.messageId()))));
        event.addresses(List::of).forEach(address -> prefixes.add(prefix(day, subject(new About.Recipient(address)))));
        return prefixes;
    }
}
