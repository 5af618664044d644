package org.posthorn.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.delivery.Captures.Captured;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries over what earlier versions kept among the settings: notices, dead letters and captured mail. Once, at the
/// first start; and again after an earlier version has run, which does not see what was carried over.
///
/// Each row leaves the settings in the batch that brings it to its column, so a crash leaves it in one of the two, and
/// the next start goes on.
final class CarriedOver {
    private static final Logger log = LoggerFactory.getLogger(CarriedOver.class);
    private static final long BATCH_BYTES = 4 << 20;

    /// Captured mail as it was at rest.
    record Stored(Mail mail, byte[] content) {}

    /// Brings a row to its column.
    private interface Move {
        /// @throws CorruptRecordException when it can't be read
        void stage(Batch batch, String name, byte[] value);
    }

    private final Database database;
    private final GroupCommit commit;
    private final Aside aside;

    CarriedOver(Database database, GroupCommit commit, Aside aside) {
        this.database = database;
        this.commit = commit;
        this.aside = aside;
    }

    void run() {
        long rows =
                table("notice", (batch, name, value) -> batch.put(Column.NOTICE, RocksNotices.waitingKey(name), value))
                        + table(
                                "dead-notice",
                                (batch, name, value) -> batch.put(Column.NOTICE, RocksNotices.deadKey(name), value))
                        + table("captured", (batch, name, value) -> {
                            Stored stored = StoredRecord.decode(Stored.class, value, 0);
                            RocksCaptures.stage(batch, new Captured(stored.mail(), new Content(stored.content())));
                        });
        if (rows > 0) {
            log.info("settings=carried_over rows={}", rows);
        }
    }

    private record Row(byte[] key, byte[] value) {}

    private long table(String table, Move move) {
        byte[] prefix = Key.text(table + '\0');
        long moved = 0;
        List<Row> page = page(prefix, prefix);
        while (!page.isEmpty()) {
            Batch batch = Batch.durable();
            for (Row row : page) {
                try {
                    move.stage(batch, name(row.key()), row.value());
                    batch.delete(Column.SETTINGS, row.key());
                    moved++;
                } catch (CorruptRecordException e) {
                    aside.move(Column.SETTINGS, row.key(), e);
                }
            }
            commit.commit(batch);
            page = page(prefix, Key.behind(page.getLast().key()));
        }
        return moved;
    }

    /// The next rows, of a few megabytes together.
    private List<Row> page(byte[] prefix, byte[] from) {
        List<Row> rows = new ArrayList<>();
        long[] bytes = new long[1];
        database.scan(Column.SETTINGS, from, Optional.of(Key.behindPrefix(prefix)), (key, value) -> {
            rows.add(new Row(key, value));
            bytes[0] += key.length + value.length;
            return bytes[0] < BATCH_BYTES;
        });
        return rows;
    }

    /// Behind table, account and region.
    private static String name(byte[] key) {
        int at = 0;
        for (int zeros = 0; zeros < 3; at++) {
            if (at == key.length) {
                throw new CorruptRecordException("the key of a setting has too few parts");
            }
            if (key[at] == 0) {
                zeros++;
            }
        }
        return new String(key, at, key.length - at, StandardCharsets.UTF_8);
    }
}
