package org.posthorn.store;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts records apart that can't be read, under their column and key, so that they are met once, counted and not lost.
final class Aside {
    private static final Logger log = LoggerFactory.getLogger(Aside.class);

    private final Database database;
    private final GroupCommit commit;
    private final AtomicLong count = new AtomicLong();

    Aside(Database database, GroupCommit commit) {
        this.database = database;
        this.commit = commit;
        database.scan(Column.ASIDE, new byte[0], Optional.empty(), (key, value) -> {
            count.incrementAndGet();
            return true;
        });
    }

    /// Records that were put apart, and places that scans went past.
    long count() {
        return count.get() + database.damagedRanges();
    }

    /// Moves a record that does not decode.
    void move(Column column, byte[] key, CorruptRecordException reason) {
        byte[] value = readable(column, key).orElse(new byte[0]);
        commit.commit(Batch.written().put(Column.ASIDE, key(column, key), value).delete(column, key));
        count.incrementAndGet();
        log.warn(
                "record=set_aside column={} key={} cause=\"{}\"",
                column.title(),
                HexFormat.of().formatHex(key),
                reason.getMessage());
    }

    /// Where a record of a column is put.
    static byte[] key(Column column, byte[] key) {
        return Key.join(Key.text(column.title() + '\0'), key);
    }

    private Optional<byte[]> readable(Column column, byte[] key) {
        try {
            return database.get(column, key);
        } catch (CorruptRecordException e) {
            return Optional.empty();
        }
    }
}
