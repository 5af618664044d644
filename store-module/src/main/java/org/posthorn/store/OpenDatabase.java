package org.posthorn.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One opening of the database, with all native objects that it needs. Not guarded: [Database] sees to it that
/// nothing is called after `close`.
final class OpenDatabase implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OpenDatabase.class);
    private static final int MANY_FILES = 1 << 20;

    private final RocksDB db;
    private final Map<Column, ColumnFamilyHandle> columns = new EnumMap<>(Column.class);
    private final List<ColumnFamilyHandle> unknown = new ArrayList<>();
    private final Tuning tuning;
    private final boolean isReadOnly;
    private final ReadOptions reads = new ReadOptions();
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final WriteOptions unsynced = new WriteOptions();

    private OpenDatabase(RocksDB db, Tuning tuning, boolean isReadOnly) {
        this.db = db;
        this.isReadOnly = isReadOnly;
        this.tuning = tuning;
    }

    static OpenDatabase open(Path directory, long memoryBytes) throws IOException {
        Tuning tuning = new Tuning(memoryBytes);
        DBOptions options = tuning.database();
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        for (Column column : Column.values()) {
            descriptors.add(new ColumnFamilyDescriptor(column.titleBytes(), tuning.column(column)));
        }
        try {
            for (String title : unknownColumns(directory)) {
                descriptors.add(new ColumnFamilyDescriptor(title.getBytes(StandardCharsets.UTF_8), tuning.plain()));
            }
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            OpenDatabase opened =
                    new OpenDatabase(RocksDB.open(options, directory.toString(), descriptors, handles), tuning, false);
            Iterator<ColumnFamilyHandle> inOrder = handles.iterator();
            for (Column column : Column.values()) {
                opened.columns.put(column, inOrder.next());
            }
            inOrder.forEachRemaining(opened.unknown::add);
            return opened;
        } catch (RocksDBException e) {
            tuning.close();
            throw new IOException(explain(directory, e), e);
        }
    }

    static OpenDatabase openToRead(Path directory, boolean isTolerant) throws IOException {
        Tuning tuning = new Tuning();
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        try {
            Set<String> present = Set.copyOf(columnTitles(directory));
            List<Column> known = Stream.of(Column.values())
                    // None are found in a damaged database: opening it says what is wrong.
                    .filter(column -> present.isEmpty() || present.contains(column.title()))
                    .toList();
            for (Column column : known) {
                descriptors.add(new ColumnFamilyDescriptor(column.titleBytes(), tuning.column(column)));
            }
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            RocksDB db = RocksDB.openReadOnly(
                    isTolerant ? tuning.tolerantDatabase() : tuning.silentDatabase(),
                    directory.toString(),
                    descriptors,
                    handles);
            OpenDatabase opened = new OpenDatabase(db, tuning, true);
            Iterator<ColumnFamilyHandle> inOrder = handles.iterator();
            known.forEach(column -> opened.columns.put(column, inOrder.next()));
            return opened;
        } catch (RocksDBException e) {
            tuning.close();
            throw new IOException(explain(directory, e), e);
        }
    }

    /// The newest group that is in the tables, whatever is in the logs; empty when that can't be read.
    ///
    /// @throws IOException with a plain message when it does not open
    static Optional<Group> flushedGroup(Path directory) throws IOException {
        RocksDB.loadLibrary();
        Path noLogs = Files.createTempDirectory("posthorn-no-logs");
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (Tuning tuning = new Tuning();
                RocksDB db = RocksDB.openReadOnly(
                        tuning.tolerantDatabase().setWalDir(noLogs.toString()),
                        directory.toString(),
                        List.of(new ColumnFamilyDescriptor(Column.FORMAT.titleBytes(), tuning.column(Column.FORMAT))),
                        handles)) {
            try (ColumnFamilyHandle column = handles.getFirst()) {
                byte[] value = db.get(column, Group.KEY);
                return Optional.of(value == null ? Group.NONE : Group.of(value));
            } catch (RocksDBException e) {
                if (!Damage.isMeantBy(e)) {
                    throw e;
                }
                return Optional.empty();
            } catch (CorruptRecordException e) {
                return Optional.empty();
            }
        } catch (RocksDBException e) {
            throw new IOException(explain(directory, e), e);
        } finally {
            Files.deleteIfExists(noLogs);
        }
    }

    private static List<String> columnTitles(Path directory) throws RocksDBException {
        try (Options options = new Options()) {
            return RocksDB.listColumnFamilies(options, directory.toString()).stream()
                    .map(title -> new String(title, StandardCharsets.UTF_8))
                    .toList();
        }
    }

    private static List<String> unknownColumns(Path directory) throws RocksDBException {
        List<String> titles = new ArrayList<>(columnTitles(directory));
        for (Column column : Column.values()) {
            titles.remove(column.title());
        }
        return titles;
    }

    private static String explain(Path directory, Exception e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("/LOCK")
                ? directory + " is in use by another process; one server at a time can run on a data directory"
                : "the store in " + directory + " does not open: " + message
                        + "\nput a missing file back, restore a backup, or save what can be read: posthorn repair";
    }

    RocksDB db() {
        return db;
    }

    Map<Column, ColumnFamilyHandle> columns() {
        return columns;
    }

    boolean isReadOnly() {
        return isReadOnly;
    }

    /// Makes no more compactions, and takes writes however many files there are.
    void rest() {
        MutableColumnFamilyOptions resting = MutableColumnFamilyOptions.builder()
                .setDisableAutoCompactions(true)
                .setLevel0SlowdownWritesTrigger(MANY_FILES)
                .setLevel0StopWritesTrigger(MANY_FILES)
                .build();
        for (ColumnFamilyHandle column : columns.values()) {
            try {
                db.setOptions(column, resting);
            } catch (RocksDBException e) {
                log.warn("compaction=not_stopped cause=\"{}\"", e.getMessage());
            }
        }
    }

    ColumnFamilyHandle column(Column column) {
        ColumnFamilyHandle found = columns.get(column);
        if (found == null) {
            throw new IllegalStateException("no column " + column);
        }
        return found;
    }

    byte @Nullable [] get(Column column, byte[] key) throws RocksDBException {
        return db.get(column(column), reads, key);
    }

    /// @param sync whether they, and all before them, must be on disk when this returns
    void write(List<Batch.Change> changes, boolean sync) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            for (Batch.Change change : changes) {
                stage(batch, change);
            }
            db.write(sync ? synced : unsynced, batch);
        }
    }

    private void stage(WriteBatch batch, Batch.Change change) throws RocksDBException {
        switch (change) {
            case Batch.Change.Put put -> batch.put(column(put.column()), put.key(), put.value());
            case Batch.Change.Delete delete -> batch.delete(column(delete.column()), delete.key());
            case Batch.Change.DeleteRange range -> batch.deleteRange(column(range.column()), range.from(), range.to());
            case Batch.Change.Add add ->
                // The merge operator's own form: lowest byte first.
                batch.merge(column(Column.COUNTER), add.key(), Key.number(Long.reverseBytes(add.more())));
            case Batch.Change.Append append -> throw new IllegalStateException("an event that was given no position");
        }
    }

    @Override
    public void close() {
        unknown.forEach(ColumnFamilyHandle::close);
        columns.values().forEach(ColumnFamilyHandle::close);
        db.close();
        synced.close();
        unsynced.close();
        reads.close();
        tuning.close();
    }
}
