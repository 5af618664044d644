package org.posthorn.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.posthorn.engine.delivery.Captures;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;

/// Captured mail in RocksDB, in [Column#CAPTURED]: two rows for each message, `m` and its key for the mail, `c` and its
/// key for the content, so that the start reads no content. Which there are is in memory, too.
final class RocksCaptures implements Captures {
    private static final byte[] MAIL = {'m'};
    private static final byte[] CONTENT = {'c'};

    private final Database database;
    private final GroupCommit commit;
    private final Aside aside;
    private final int most;
    private final TreeSet<MessageId> kept = new TreeSet<>();

    /// @param most that are kept
    RocksCaptures(Database database, GroupCommit commit, Aside aside, int most) {
        this.database = database;
        this.commit = commit;
        this.aside = aside;
        this.most = most;
        database.scan(Column.CAPTURED, MAIL, Optional.of(Key.behindPrefix(MAIL)), (key, value) -> {
            try {
                kept.add(messageOf(key));
            } catch (CorruptRecordException e) {
                // `check` tells of it.
                return true;
            }
            return true;
        });
        List<MessageId> old = tooMany();
        if (!old.isEmpty()) {
            commit.commit(delete(Batch.written(), old));
        }
    }

    static byte[] mailKey(MessageId id) {
        return Key.join(MAIL, Key.message(id));
    }

    static byte[] contentKey(MessageId id) {
        return Key.join(CONTENT, Key.message(id));
    }

    static boolean isMail(byte[] key) {
        return key.length > 0 && key[0] == MAIL[0];
    }

    /// @throws CorruptRecordException when it is no key of this column
    static MessageId messageOf(byte[] key) {
        if (key.length == 0 || (key[0] != MAIL[0] && key[0] != CONTENT[0])) {
            throw new CorruptRecordException("the key of captured mail begins with neither m nor c");
        }
        return Key.messageOf(Arrays.copyOfRange(key, 1, key.length));
    }

    static void stage(Batch batch, Captured captured) {
        MessageId id = captured.mail().id();
        batch.put(Column.CAPTURED, mailKey(id), StoredRecord.encode(captured.mail()))
                .put(Column.CAPTURED, contentKey(id), captured.content().bytes());
    }

    /// What lies in a database; empty when there is none, or no content.
    ///
    /// @throws CorruptRecordException when it can't be read
    static Optional<Captured> read(Database database, MessageId id) {
        return database.get(Column.CAPTURED, mailKey(id))
                .map(value -> StoredRecord.decode(Mail.class, value, 0))
                .flatMap(mail -> database.get(Column.CAPTURED, contentKey(id))
                        .map(content -> new Captured(mail, new Content(content))));
    }

    @Override
    public void add(Captured captured) {
        MessageId id = captured.mail().id();
        boolean isNew;
        List<MessageId> old;
        synchronized (kept) {
            isNew = kept.add(id);
            old = tooMany();
        }
        Batch batch = Batch.durable();
        stage(batch, captured);
        try {
            commit.commit(delete(batch, old));
        } catch (RuntimeException e) {
            synchronized (kept) {
                kept.addAll(old);
                if (isNew) {
                    kept.remove(id);
                }
            }
            throw e;
        }
    }

    private List<MessageId> tooMany() {
        List<MessageId> old = new ArrayList<>();
        while (kept.size() > most) {
            old.add(kept.removeFirst());
        }
        return old;
    }

    private static Batch delete(Batch batch, List<MessageId> ids) {
        ids.forEach(id -> batch.delete(Column.CAPTURED, mailKey(id)).delete(Column.CAPTURED, contentKey(id)));
        return batch;
    }

    @Override
    public List<MessageId> ids() {
        synchronized (kept) {
            return List.copyOf(kept);
        }
    }

    @Override
    public Optional<Captured> find(MessageId id) {
        try {
            return read(database, id);
        } catch (CorruptRecordException e) {
            synchronized (kept) {
                kept.remove(id);
            }
            aside.move(Column.CAPTURED, mailKey(id), e);
            return Optional.empty();
        }
    }

    @Override
    public void forget(List<MessageId> ids) {
        synchronized (kept) {
            ids.forEach(kept::remove);
        }
        if (!ids.isEmpty()) {
            commit.commit(delete(Batch.durable(), ids));
        }
    }
}
