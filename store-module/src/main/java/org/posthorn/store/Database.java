package org.posthorn.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.posthorn.engine.UnavailableException;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The RocksDB handle, and the only code that calls it.
///
/// Native memory forgives nothing: a call after `close` ends the process. So every call holds the shared side of a
/// lock,
/// and closing and reopening the exclusive side; after the end, calls throw. Any thread may read (a point read is
/// short);
/// only the committing thread writes.
final class Database implements GroupCommit.Disk, AutoCloseable {
    /// Sees the entries of a scan in order; it must not commit, since the scan holds the lock.
    interface Visitor {
        /// @return whether to go on
        boolean visit(byte[] key, byte[] value);

        /// Hears of records that can't be read, and that the scan goes past.
        ///
        /// @param from behind the last record that was visited
        /// @param to the first key that can be read again; empty for the end of the scan
        default void pass(byte[] from, Optional<byte[]> to) {}
    }

    private static final Logger log = LoggerFactory.getLogger(Database.class);
    private static final int MANY_FILES = 1 << 20;

    private final Path directory;
    private final long memoryBytes;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Set<String> damagedRanges = ConcurrentHashMap.newKeySet();
    private volatile boolean damaged;
    private @Nullable Handle handle;
    private boolean closed;

    private Database(Path directory, long memoryBytes, Handle handle) {
        this.memoryBytes = memoryBytes;
        this.directory = directory;
        this.handle = handle;
    }

    /// Opens the database, made new when there is none.
    ///
    /// @throws IOException with a plain message when another process holds it, or it does not open
    static Database open(Path directory) throws IOException {
        return open(directory, StoreConfig.standardEngineBytes(StoreConfig.machineBytes()));
    }

    /// @param memoryBytes see [StoreConfig#engineBytes]
    static Database open(Path directory, long memoryBytes) throws IOException {
        RocksDB.loadLibrary();
        return new Database(directory, memoryBytes, openOnDisk(directory, memoryBytes));
    }

    /// What is there is on disk then, not in the cache of the operating system alone.
    private static Handle openOnDisk(Path directory, long memoryBytes) throws IOException {
        OldLogs logs = OldLogs.in(directory);
        Handle opened = Handle.open(directory, memoryBytes);
        try {
            logs.putOnDisk();
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    /// Opens a database that nobody writes, and changes nothing in its directory. Writes throw.
    ///
    /// @throws IOException with a plain message when there is none, or it does not open
    static Database openToRead(Path directory) throws IOException {
        if (!Files.exists(directory.resolve("CURRENT"))) {
            throw new IOException("there is no store in " + directory);
        }
        RocksDB.loadLibrary();
        return new Database(directory, 0, Handle.openToRead(directory, false));
    }

    /// The same for a damaged one, without its logs: tables that are missing or don't open are passed when they are
    /// met.
    static Database openToSalvage(Path directory) throws IOException {
        RocksDB.loadLibrary();
        return new Database(directory, 0, Handle.openToRead(directory, true));
    }

    /// The files of the tables that the database knows of.
    Set<String> tableNames() {
        return reading(
                Column.FORMAT,
                open -> open.db.getLiveFilesMetaData().stream()
                        .map(file -> file.fileName().substring(file.fileName().lastIndexOf('/') + 1))
                        .collect(Collectors.toSet()));
    }

    /// The columns by RocksDB's numbers, which its logs name them by.
    Map<Integer, Column> columnNumbers() {
        return reading(Column.FORMAT, open -> {
            Map<Integer, Column> numbers = new HashMap<>();
            open.columns.forEach((column, handle) -> numbers.put(handle.getID(), column));
            return numbers;
        });
    }

    /// Whether the database has this column: one that was opened to read may be of an older format.
    boolean has(Column column) {
        return reading(column, open -> open.columns.containsKey(column));
    }

    /// Copies everything written so far into a new directory; the files that no longer change are linked where the file
    /// system allows. Writes go on meanwhile.
    void checkpoint(Path target) throws IOException {
        writing(open -> {
            try (Checkpoint checkpoint = Checkpoint.create(open.db)) {
                checkpoint.createCheckpoint(target.toString());
            }
        });
    }

    Optional<byte[]> get(Column column, byte[] key) {
        return reading(column, open -> Optional.ofNullable(open.db.get(open.column(column), open.reads, key)));
    }

    /// Visits the entries from a key on, and goes past those that can't be read.
    ///
    /// @param to the first key that is not visited; empty for the end of the column
    void scan(Column column, byte[] from, Optional<byte[]> to, Visitor visitor) {
        reading(column, open -> {
            try (Slice bound = new Slice(to.orElseGet(() -> new byte[0]));
                    ReadOptions bounded = new ReadOptions()) {
                if (to.isPresent()) {
                    bounded.setIterateUpperBound(bound);
                }
                scan(column, () -> open.db.newIterator(open.column(column), bounded), from, visitor);
            }
            return Boolean.TRUE;
        });
    }

    private void scan(Column column, Supplier<RocksIterator> iterators, byte[] from, Visitor visitor)
            throws RocksDBException {
        Optional<byte[]> at = Optional.of(from);
        while (at.isPresent()) {
            byte[] next = at.get();
            try (RocksIterator entries = iterators.get()) {
                entries.seek(next);
                while (entries.isValid()) {
                    byte[] key = entries.key();
                    if (!visitor.visit(key, entries.value())) {
                        return;
                    }
                    next = Key.behind(key);
                    entries.next();
                }
                if (!isDamaged(entries)) {
                    return;
                }
            }
            at = BeyondDamage.of(next, key -> {
                // A new one each time: after an error, one may take a wrong way.
                try (RocksIterator probe = iterators.get()) {
                    probe.seek(key);
                    return !isDamaged(probe);
                }
            });
            passed(column, next, at);
            visitor.pass(next, at);
        }
    }

    /// Whether a scan ended for something unreadable, and not with the column.
    private static boolean isDamaged(RocksIterator entries) throws RocksDBException {
        try {
            entries.status();
            return false;
        } catch (RocksDBException e) {
            if (!isDamage(e)) {
                throw e;
            }
            return true;
        }
    }

    private void passed(Column column, byte[] from, Optional<byte[]> to) {
        String range = column.title() + " from=" + HexFormat.of().formatHex(from) + " to="
                + to.map(HexFormat.of()::formatHex).orElse("");
        if (damagedRanges.add(range)) {
            log.warn("records=unreadable column={}", range);
        }
        damage();
    }

    /// Places that scans went past, since the start.
    int damagedRanges() {
        return damagedRanges.size();
    }

    @Override
    public boolean isDamaged() {
        return damaged;
    }

    /// A compaction that meets a damaged block makes RocksDB refuse all writes: from now on none is made.
    private void damage() {
        Handle open = handle;
        if (damaged || open == null) {
            return;
        }
        damaged = true;
        if (open.isReadOnly) {
            return;
        }
        log.warn("store=damaged; it goes on without compaction: plan a stop for posthorn repair");
        open.rest();
    }

    /// The highest key of a column.
    Optional<byte[]> lastKey(Column column) {
        return reading(column, open -> {
            try (RocksIterator entries = open.db.newIterator(open.column(column))) {
                entries.seekToLast();
                Optional<byte[]> key = entries.isValid() ? Optional.of(entries.key()) : Optional.empty();
                entries.status();
                return key;
            }
        });
    }

    /// Writes changes together.
    ///
    /// @param sync whether they, and all before them, must be on disk when this returns
    @Override
    public void write(Group group, List<Batch.Change> changes, boolean sync) throws IOException {
        List<Batch.Change> all = new ArrayList<>(changes.size() + 1);
        // First, where StoreProof looks for it.
        all.add(new Batch.Change.Put(Column.FORMAT, Group.KEY, group.bytes()));
        all.addAll(changes);
        write(all, sync);
    }

    /// The same for what is no group: the store's own first entries.
    void write(List<Batch.Change> changes, boolean sync) throws IOException {
        writing(open -> {
            try (WriteBatch batch = new WriteBatch()) {
                for (Batch.Change change : changes) {
                    open.stage(batch, change);
                }
                open.db.write(sync ? open.synced : open.unsynced, batch);
            }
        });
    }

    /// Puts everything written so far on disk.
    @Override
    public void sync() throws IOException {
        writing(open -> open.db.syncWal());
    }

    /// Moves all that is in the logs to tables, of all columns together. On disk when this returns.
    void flush() throws IOException {
        writing(open -> {
            try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
                open.db.flush(wait, List.copyOf(open.columns.values()));
            }
        });
    }

    /// The newest group; empty when that can't be read.
    Optional<Group> lastGroup() {
        try {
            return Optional.of(get(Column.FORMAT, Group.KEY).map(Group::of).orElse(Group.NONE));
        } catch (CorruptRecordException e) {
            return Optional.empty();
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
                if (!isDamage(e)) {
                    throw e;
                }
                return Optional.empty();
            } catch (CorruptRecordException e) {
                return Optional.empty();
            }
        } catch (RocksDBException e) {
            throw new IOException(Handle.explain(directory, e), e);
        } finally {
            Files.deleteIfExists(noLogs);
        }
    }

    /// Closes and opens anew, which is how RocksDB gets over an error that made it refuse writes.
    @Override
    public Optional<Group> reopen() throws IOException {
        lock.writeLock().lock();
        try {
            if (handle != null) {
                handle.close();
                handle = null;
            }
            handle = openOnDisk(directory, memoryBytes);
            if (damaged) {
                handle.rest();
            }
        } finally {
            lock.writeLock().unlock();
        }
        return lastGroup();
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            closed = true;
            if (handle != null) {
                handle.close();
                handle = null;
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private interface Reading<R> {
        R in(Handle open) throws RocksDBException;
    }

    private <R> R reading(Column column, Reading<R> action) {
        lock.readLock().lock();
        try {
            if (handle == null) {
                if (!closed) {
                    // The disk is full or broken; it is opened anew when it is not.
                    throw new UnavailableException(new IOException("the store does not open at the moment"));
                }
                throw new IllegalStateException("the store is closed");
            }
            return action.in(handle);
        } catch (RocksDBException e) {
            if (isDamage(e)) {
                damage();
                throw new CorruptRecordException(column.title() + ": damaged on disk", e);
            }
            throw new UnavailableException(new IOException("the store can't read " + column.title(), e));
        } finally {
            lock.readLock().unlock();
        }
    }

    private interface Writing {
        void in(Handle open) throws RocksDBException;
    }

    private void writing(Writing action) throws IOException {
        lock.readLock().lock();
        try {
            if (handle == null) {
                throw new IOException("the store is closed");
            }
            action.in(handle);
        } catch (RocksDBException e) {
            if (isDamage(e)) {
                damage();
            }
            throw new IOException("the store can't write: " + e.getMessage(), e);
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Whether trying again is of no use: bytes are not what was written, or a file of the store is gone.
    private static boolean isDamage(RocksDBException e) {
        Status status = e.getStatus();
        return status != null
                && (status.getCode() == Status.Code.Corruption
                        || (status.getCode() == Status.Code.IOError
                                && String.valueOf(e.getMessage()).contains("No such file")));
    }

    /// One opening of the database, with all native objects that it needs.
    private static final class Handle implements AutoCloseable {
        private final RocksDB db;
        private final Map<Column, ColumnFamilyHandle> columns = new EnumMap<>(Column.class);
        private final List<ColumnFamilyHandle> unknown = new ArrayList<>();
        private final Tuning tuning;
        private final boolean isReadOnly;
        private final ReadOptions reads = new ReadOptions();
        private final WriteOptions synced = new WriteOptions().setSync(true);
        private final WriteOptions unsynced = new WriteOptions();

        private Handle(RocksDB db, Tuning tuning, boolean isReadOnly) {
            this.db = db;
            this.isReadOnly = isReadOnly;
            this.tuning = tuning;
        }

        static Handle open(Path directory, long memoryBytes) throws IOException {
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
                Handle opened =
                        new Handle(RocksDB.open(options, directory.toString(), descriptors, handles), tuning, false);
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

        static Handle openToRead(Path directory, boolean isTolerant) throws IOException {
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
                Handle opened = new Handle(db, tuning, true);
                Iterator<ColumnFamilyHandle> inOrder = handles.iterator();
                known.forEach(column -> opened.columns.put(column, inOrder.next()));
                return opened;
            } catch (RocksDBException e) {
                tuning.close();
                throw new IOException(explain(directory, e), e);
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

        /// Makes no more compactions, and takes writes however many files there are.
        private void rest() {
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

        private ColumnFamilyHandle column(Column column) {
            ColumnFamilyHandle found = columns.get(column);
            if (found == null) {
                throw new IllegalStateException("no column " + column);
            }
            return found;
        }

        private void stage(WriteBatch batch, Batch.Change change) throws RocksDBException {
            switch (change) {
                case Batch.Change.Put put -> batch.put(column(put.column()), put.key(), put.value());
                case Batch.Change.Delete delete -> batch.delete(column(delete.column()), delete.key());
                case Batch.Change.DeleteRange range ->
                    batch.deleteRange(column(range.column()), range.from(), range.to());
                case Batch.Change.Add add ->
                    // The merge operator's own form: lowest byte first.
                    batch.merge(column(Column.COUNTER), add.key(), Key.number(Long.reverseBytes(add.more())));
                case Batch.Change.Append append ->
                    throw new IllegalStateException("an event that was given no position");
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
}
