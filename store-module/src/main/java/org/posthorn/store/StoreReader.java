package org.posthorn.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.topic.Notices;

/// Reads a database that nobody writes: a backup, a checkpoint, or the store of a stopped server. Changes nothing, and
/// goes past what it can't read.
public final class StoreReader implements AutoCloseable {
    /// What `export` tells: the rest is derived, or too large.
    private static final List<Column> TOLD =
            List.of(Column.SETTINGS, Column.QUEUE, Column.HISTORY, Column.EVENT, Column.NOTICE, Column.CAPTURED);

    private final Path directory;
    private final Database database;
    private final int format;
    private final Map<String, Class<? extends Record>> tables;

    private StoreReader(Path directory, Database database, int format, Map<String, Class<? extends Record>> tables) {
        this.directory = directory;
        this.database = database;
        this.format = format;
        this.tables = Map.copyOf(tables);
    }

    /// @param tables what the tables of settings hold; the rows of others stay bytes
    /// @throws IOException with a plain message: when there is no store, it does not open, or something newer wrote it
    public static StoreReader open(Path directory, Map<String, Class<? extends Record>> tables) throws IOException {
        Database database = Database.openToRead(directory);
        try {
            return new StoreReader(directory, database, format(directory, database), tables);
        } catch (IOException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /// Why a server does not start on the store of a stopped one; empty when it does.
    public static Optional<String> refusal(Path directory) throws IOException {
        Optional<Mark> mark = Mark.read(directory).mark();
        try {
            StoreProof proof = StoreProof.of(directory, mark);
            return proof.fallsShort() ? Optional.of(proof.refusal(directory)) : Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static int format(Path directory, Database database) throws IOException {
        try {
            return RocksStore.formatOf(directory, database);
        } catch (CorruptRecordException e) {
            // As a start takes it.
            return RocksStore.FORMAT;
        }
    }

    /// The version of what is stored.
    public int format() {
        return format;
    }

    /// Hands over settings, queue, history, events, notices and captured mail, in this order, each in the order of its
    /// keys.
    public StoreReport export(Consumer<StoredEntry> sink) {
        Survey survey = new Survey(database);
        TOLD.forEach(column ->
                survey.column(column, (key, value) -> decode(column, key, value).ifPresent(sink)));
        return survey.report();
    }

    /// Records that were set aside, and are in no table or queue any more.
    public long setAside() {
        long[] count = new long[1];
        if (database.has(Column.ASIDE)) {
            database.scan(Column.ASIDE, new byte[0], Optional.empty(), (key, value) -> {
                count[0]++;
                return true;
            });
        }
        return count[0];
    }

    /// Up to `max` rows of a table, of all tenants; those that can't be read are left out.
    public List<StoredEntry.Setting> table(String name, int max) {
        byte[] prefix = Key.text(name + '\0');
        List<StoredEntry.Setting> rows = new ArrayList<>();
        database.scan(Column.SETTINGS, prefix, Optional.of(Key.behindPrefix(prefix)), (key, value) -> {
            try {
                if (setting(key, value) instanceof StoredEntry.Setting row) {
                    rows.add(row);
                }
            } catch (CorruptRecordException e) {
                return true; // `check` tells of it.
            }
            return rows.size() < max;
        });
        return rows;
    }

    /// Reads every record and every file, finds queued messages without content, and tells whether a server would
    /// start.
    ///
    /// @param content whether to read the content of messages too, and find content without a message; takes as long
    ///     as reading the whole store
    public StoreReport check(boolean content) {
        Survey survey = new Survey(database);
        files(survey);
        for (Column column : Column.values()) {
            if (column != Column.CONTENT || content) {
                survey.column(column, (key, value) -> {
                    decode(column, key, value);
                    checkPartner(column, key);
                });
            }
        }
        return survey.report();
    }

    private void files(Survey survey) {
        try {
            StoreProof proof = StoreProof.of(directory, Mark.read(directory).mark());
            if (proof.fallsShort()) {
                survey.refuse(proof.refusal(directory));
            }
            Set<String> known = database.tableNames();
            for (Path table : tables(directory)) {
                String name = table.getFileName().toString();
                if (!known.contains(name)) {
                    // Half written when the power failed: the store never had it, and deletes it at the next start.
                    continue;
                }
                TableFile.damage(table).ifPresent(what -> survey.note(new StoreReport.Problem("file", name, "", what)));
            }
        } catch (IOException e) {
            survey.note(new StoreReport.Problem("file", "", "", String.valueOf(e.getMessage())));
        }
    }

    static List<Path> tables(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .sorted()
                    .toList();
        }
    }

    /// @return empty for what is no record of its own
    private Optional<StoredEntry> decode(Column column, byte[] key, byte[] value) {
        return switch (column) {
            case SETTINGS -> Optional.of(setting(key, value));
            case QUEUE -> Optional.of(new StoredEntry.Queued(message(key, value, QueueRecords.DUE_BYTES)));
            case HISTORY -> Optional.of(new StoredEntry.Ended(message(key, value, 0)));
            case EVENT -> Optional.of(new StoredEntry.Happened(Key.numberOf(key), RocksEventLog.decode(value)));
            case CONTENT -> {
                Key.messageOf(key);
                yield Optional.empty();
            }
            case FOLLOWER -> {
                Key.numberOf(value);
                yield Optional.empty();
            }
            case COUNTER -> {
                if (value.length != Long.BYTES) {
                    throw new CorruptRecordException("a count has " + value.length + " bytes");
                }
                yield Optional.empty();
            }
            case INDEX -> {
                EventIndex.check(key);
                yield Optional.empty();
            }
            case NOTICE -> {
                Notices.Waiting row = RocksNotices.decode(key, value);
                yield Optional.of(new StoredEntry.Noticed(row.name(), RocksNotices.isDead(key), row.notice()));
            }
            case CAPTURED -> captured(key);
            // The format was read at the opening; what was set aside is known to be bad.
            case FORMAT, ASIDE -> Optional.empty();
        };
    }

    /// Told with its mail, in one.
    private Optional<StoredEntry> captured(byte[] key) {
        MessageId id = RocksCaptures.messageOf(key);
        if (!RocksCaptures.isMail(key)) {
            return Optional.empty();
        }
        return Optional.of(new StoredEntry.Captured(RocksCaptures.read(database, id)
                .orElseThrow(() -> new CorruptRecordException("captured mail without content"))));
    }

    private StoredEntry setting(byte[] key, byte[] value) {
        String[] parts = new String(key, StandardCharsets.UTF_8).split("\0", 4);
        if (parts.length != 4) {
            throw new CorruptRecordException("the key of a setting has " + parts.length + " parts");
        }
        Tenant tenant = new Tenant(parts[1], parts[2]);
        Class<? extends Record> type = tables.get(parts[0]);
        if (type != null) {
            return new StoredEntry.Setting(parts[0], tenant, parts[3], StoredRecord.decode(type, value, 0));
        }
        new RecordReader(value, 0).version(StoredRecord.VERSION);
        return new StoredEntry.OpaqueSetting(parts[0], tenant, parts[3], value);
    }

    private static QueuedMessage message(byte[] key, byte[] value, int offset) {
        if (value.length < offset) {
            throw new CorruptRecordException("too short");
        }
        QueuedMessage message = StoredRecord.decode(QueuedMessage.class, value, offset);
        if (!message.mail().id().equals(Key.messageOf(key))) {
            throw new CorruptRecordException("lies under the key of another message");
        }
        return message;
    }

    /// A message, queued or captured, and its content come and go together; the content of one that was set aside
    /// stays.
    private void checkPartner(Column column, byte[] key) {
        if (column == Column.QUEUE && database.get(Column.CONTENT, key).isEmpty()) {
            throw new CorruptRecordException("a queued message without content");
        }
        if (column == Column.CONTENT
                && database.get(Column.QUEUE, key).isEmpty()
                && database.get(Column.ASIDE, Aside.key(Column.QUEUE, key)).isEmpty()) {
            throw new CorruptRecordException("content without a queued message");
        }
        if (column == Column.CAPTURED && !RocksCaptures.isMail(key)) {
            byte[] mail = RocksCaptures.mailKey(RocksCaptures.messageOf(key));
            if (database.get(Column.CAPTURED, mail).isEmpty()
                    && database.get(Column.ASIDE, Aside.key(Column.CAPTURED, mail))
                            .isEmpty()) {
                throw new CorruptRecordException("content without captured mail");
            }
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
