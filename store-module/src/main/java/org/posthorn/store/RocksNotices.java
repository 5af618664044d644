package org.posthorn.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.posthorn.engine.settings.Notice;
import org.posthorn.engine.topic.NoticeRoom;
import org.posthorn.engine.topic.Notices;

/// Notices and dead letters in RocksDB, in [Column#NOTICE]: one byte for which of the two, then the name of the row. A
/// notice keeps its name when it becomes a dead letter.
///
/// Only the counts are in memory; the start walks over the keys.
final class RocksNotices implements Notices {
    private static final byte[] WAITING = {'w'};
    private static final byte[] DEAD = {'d'};
    private static final int PAGE = 1_000;
    private static final byte[] NOTHING = new byte[0];

    private final Database database;
    private final GroupCommit commit;
    private final Aside aside;
    private final NoticeRoom room;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    /// Rows that are being settled: a second one at the same time finds nothing to settle.
    private final Set<String> settling = ConcurrentHashMap.newKeySet();
    /// Of those who take dead letters away.
    private final ReentrantLock digging = new ReentrantLock();

    RocksNotices(Database database, GroupCommit commit, Aside aside, NoticeRoom room) {
        this.database = database;
        this.commit = commit;
        this.aside = aside;
        this.room = room;
        database.scan(Column.NOTICE, NOTHING, Optional.empty(), (key, value) -> {
            if (isDead(key)) {
                room.foundDead();
            } else {
                room.foundWaiting(NoticeRoom.subscriptionOf(nameOf(key)));
            }
            return true;
        });
    }

    static byte[] waitingKey(String name) {
        return Key.join(WAITING, Key.text(name));
    }

    static byte[] deadKey(String name) {
        return Key.join(DEAD, Key.text(name));
    }

    static boolean isDead(byte[] key) {
        return key.length > 0 && key[0] == DEAD[0];
    }

    static String nameOf(byte[] key) {
        return key.length == 0 ? "" : new String(key, 1, key.length - 1, StandardCharsets.UTF_8);
    }

    /// @throws CorruptRecordException when it is no row of this column
    static Waiting decode(byte[] key, byte[] value) {
        if (key.length == 0 || (key[0] != WAITING[0] && key[0] != DEAD[0])) {
            throw new CorruptRecordException("the key of a notice begins with neither w nor d");
        }
        return new Waiting(nameOf(key), StoredRecord.decode(Notice.class, value, 0));
    }

    @Override
    public void add(List<Notice> notices) {
        if (notices.isEmpty()) {
            return;
        }
        NoticeRoom.Placed placed = room.place(notices);
        try {
            Batch batch = Batch.durable();
            // What its publisher was told to be lost is published again, and must not come twice.
            forEachRow(placed, (key, value) -> batch.putOrUndo(Column.NOTICE, key, value));
            commit.commit(batch);
        } catch (RuntimeException e) {
            room.giveBack(placed);
            throw e;
        }
        tell(placed);
    }

    private static void forEachRow(NoticeRoom.Placed placed, BiConsumer<byte[], byte[]> action) {
        placed.waiting().forEach(row -> action.accept(waitingKey(row.name()), StoredRecord.encode(row.notice())));
        placed.dead().forEach(row -> action.accept(deadKey(row.name()), StoredRecord.encode(row.notice())));
    }

    private void tell(NoticeRoom.Placed placed) {
        Set<String> told = new TreeSet<>();
        placed.waiting().forEach(row -> told.add(row.notice().to().id()));
        told.forEach(id -> listeners.forEach(listener -> listener.accept(id)));
    }

    @Override
    public void listen(Consumer<String> listener) {
        listeners.add(listener);
    }

    @Override
    public List<String> subscriptions() {
        List<String> ids = new ArrayList<>();
        Optional<String> id = subscriptionFrom(WAITING);
        while (id.isPresent()) {
            ids.add(id.get());
            // Behind all names that begin with the id and a slash.
            id = subscriptionFrom(Key.behindPrefix(waitingKey(id.get() + "/")));
        }
        return ids;
    }

    private Optional<String> subscriptionFrom(byte[] from) {
        List<String> first = new ArrayList<>(1);
        database.scan(Column.NOTICE, from, Optional.of(Key.behindPrefix(WAITING)), (key, value) -> {
            first.add(NoticeRoom.subscriptionOf(nameOf(key)));
            return false;
        });
        return first.stream().findFirst();
    }

    @Override
    public List<Waiting> waiting(String subscriptionId, int max) {
        byte[] prefix = waitingKey(subscriptionId + "/");
        return rows(prefix, Key.behindPrefix(prefix), max);
    }

    /// What can be read; the others are put apart, and take no place any more.
    private List<Waiting> rows(byte[] from, byte[] to, int max) {
        List<Waiting> rows = new ArrayList<>();
        List<Runnable> unreadable = new ArrayList<>();
        database.scan(Column.NOTICE, from, Optional.of(to), (key, value) -> {
            if (rows.size() < max) {
                try {
                    rows.add(decode(key, value));
                } catch (CorruptRecordException e) {
                    unreadable.add(() -> putApart(key, e));
                }
            }
            return rows.size() < max;
        });
        unreadable.forEach(Runnable::run);
        return rows;
    }

    private void putApart(byte[] key, CorruptRecordException reason) {
        aside.move(Column.NOTICE, key, reason);
        if (isDead(key)) {
            room.exhume(1);
        } else {
            room.leave(NoticeRoom.subscriptionOf(nameOf(key)));
        }
    }

    @Override
    public void settle(Waiting waiting, Settled settled) {
        if (!settling.add(waiting.name())) {
            return;
        }
        try {
            byte[] key = waitingKey(waiting.name());
            if (database.get(Column.NOTICE, key).isPresent()) {
                settle(waiting, key, settled);
            }
        } finally {
            settling.remove(waiting.name());
        }
    }

    private void settle(Waiting waiting, byte[] key, Settled settled) {
        String subscription = NoticeRoom.subscriptionOf(waiting.name());
        switch (settled) {
            case Settled.Delivered delivered -> {
                commit.commit(Batch.written().delete(Column.NOTICE, key));
                room.leave(subscription);
            }
            case Settled.Deferred deferred ->
                commit.commit(Batch.written().put(Column.NOTICE, key, StoredRecord.encode(deferred.after())));
            case Settled.Dead dead -> {
                Batch batch = Batch.written().delete(Column.NOTICE, key);
                boolean fits = room.bury(dead.after());
                if (fits) {
                    batch.put(Column.NOTICE, deadKey(waiting.name()), StoredRecord.encode(dead.after()));
                }
                try {
                    commit.commit(batch);
                } catch (RuntimeException e) {
                    room.exhume(fits ? 1 : 0);
                    throw e;
                }
                room.leave(subscription);
            }
        }
    }

    @Override
    public List<Notice> dead(int max) {
        return deadFrom(DEAD, max).stream().map(Waiting::notice).toList();
    }

    private List<Waiting> deadFrom(byte[] from, int max) {
        return rows(from, Key.behindPrefix(DEAD), max);
    }

    private void forEachDead(Consumer<Waiting> action) {
        List<Waiting> page = deadFrom(DEAD, PAGE);
        while (!page.isEmpty()) {
            page.forEach(action);
            page = deadFrom(Key.behind(deadKey(page.getLast().name())), PAGE);
        }
    }

    @Override
    public int revive(Optional<String> topicArn, Instant now) {
        digging.lock();
        try {
            List<Waiting> rows = new ArrayList<>();
            forEachDead(row -> {
                String arn = row.notice().to().topicArn();
                if (topicArn.filter(wanted -> !wanted.equals(arn)).isEmpty() && rows.size() < MOST_REVIVED) {
                    rows.add(row);
                }
            });
            revive(rows, now);
            return rows.size();
        } finally {
            digging.unlock();
        }
    }

    private void revive(List<Waiting> rows, Instant now) {
        // Their places are free for those of them that find too many waiting.
        room.exhume(rows.size());
        NoticeRoom.Placed placed =
                room.place(rows.stream().map(row -> row.notice().afresh(now)).toList());
        try {
            Batch batch = Batch.durable();
            rows.forEach(row -> batch.delete(Column.NOTICE, deadKey(row.name())));
            // Never undone: then it would be in neither place.
            forEachRow(placed, (key, value) -> batch.put(Column.NOTICE, key, value));
            commit.commit(batch);
        } catch (RuntimeException e) {
            room.giveBack(placed);
            room.exhume(-rows.size());
            throw e;
        }
        tell(placed);
    }

    @Override
    public void forgetDead(Instant before) {
        digging.lock();
        try {
            Batch batch = Batch.written();
            int[] old = new int[1];
            forEachDead(row -> {
                if (row.notice().at().isBefore(before)) {
                    batch.delete(Column.NOTICE, deadKey(row.name()));
                    old[0]++;
                }
            });
            if (old[0] > 0) {
                commit.commit(batch);
                room.exhume(old[0]);
            }
        } finally {
            digging.unlock();
        }
    }

    @Override
    public Depth depth() {
        return room.depth();
    }
}
