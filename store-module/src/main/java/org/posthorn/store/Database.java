package org.posthorn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.posthorn.engine.UnavailableException;
import org.rocksdb.Checkpoint;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The RocksDB handle, and the only one who uses an [OpenDatabase].
///
/// Native memory forgives nothing: a call after `close` ends the process. So every call holds the shared side of a
/// lock, and closing and reopening the exclusive side; after the end, calls throw. Any thread may read (a point read
/// is short); only the committing thread writes.
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

    private final Path directory;
    private final long memoryBytes;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Set<String> damagedRanges = ConcurrentHashMap.newKeySet();
    private volatile boolean damaged;
    private @Nullable OpenDatabase handle;
    private boolean closed;

    private Database(Path directory, long memoryBytes, OpenDatabase handle) {
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
    private static OpenDatabase openOnDisk(Path directory, long memoryBytes) throws IOException {
        OldLogs logs = OldLogs.in(directory);
        OpenDatabase opened = OpenDatabase.open(directory, memoryBytes);
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
        return new Database(directory, 0, OpenDatabase.openToRead(directory, false));
    }

    /// The same for a damaged one, without its logs: tables that are missing or don't open are passed when they are
    /// met.
    static Database openToSalvage(Path directory) throws IOException {
        RocksDB.loadLibrary();
        return new Database(directory, 0, OpenDatabase.openToRead(directory, true));
    }

    /// The files of the tables that the database knows of.
    Set<String> tableNames() {
        return reading(
                Column.FORMAT,
                open -> open.db().getLiveFilesMetaData().stream()
                        .map(file -> file.fileName().substring(file.fileName().lastIndexOf('/') + 1))
                        .collect(Collectors.toSet()));
    }

    /// The columns by RocksDB's numbers, which its logs name them by.
    Map<Integer, Column> columnNumbers() {
        return reading(Column.FORMAT, open -> {
            Map<Integer, Column> numbers = new HashMap<>();
            open.columns().forEach((column, handle) -> numbers.put(handle.getID(), column));
            return numbers;
        });
    }

    /// Whether the database has this column: one that was opened to read may be of an older format.
    boolean has(Column column) {
        return reading(column, open -> open.columns().containsKey(column));
    }

    /// Copies everything written so far into a new directory; the files that no longer change are linked where the file
    /// system allows. Writes go on meanwhile.
    void checkpoint(Path target) throws IOException {
        writing(open -> {
            try (Checkpoint checkpoint = Checkpoint.create(open.db())) {
                checkpoint.createCheckpoint(target.toString());
            }
        });
    }

    Optional<byte[]> get(Column column, byte[] key) {
        return reading(column, open -> Optional.ofNullable(open.get(column, key)));
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
                scan(column, () -> open.db().newIterator(open.column(column), bounded), from, visitor);
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
                if (!Damage.endedBy(entries)) {
                    return;
                }
            }
            at = BeyondDamage.of(next, key -> {
                // A new one each time: after an error, one may take a wrong way.
                try (RocksIterator probe = iterators.get()) {
                    probe.seek(key);
                    return !Damage.endedBy(probe);
                }
            });
            passed(column, next, at);
            visitor.pass(next, at);
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
        OpenDatabase open = handle;
        if (damaged || open == null) {
            return;
        }
        damaged = true;
        if (open.isReadOnly()) {
            return;
        }
        log.warn("store=damaged; it goes on without compaction: plan a stop for posthorn repair");
        open.rest();
    }

    /// The highest key of a column.
    Optional<byte[]> lastKey(Column column) {
        return reading(column, open -> {
            try (RocksIterator entries = open.db().newIterator(open.column(column))) {
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
        writing(open -> open.write(changes, sync));
    }

    /// Puts everything written so far on disk.
    @Override
    public void sync() throws IOException {
        writing(open -> open.db().syncWal());
    }

    /// Moves all that is in the logs to tables, of all columns together. On disk when this returns.
    void flush() throws IOException {
        writing(open -> {
            try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
                open.db().flush(wait, List.copyOf(open.columns().values()));
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
        R in(OpenDatabase open) throws RocksDBException;
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
            if (Damage.isMeantBy(e)) {
                damage();
                throw new CorruptRecordException(column.title() + ": damaged on disk", e);
            }
            throw new UnavailableException(new IOException("the store can't read " + column.title(), e));
        } finally {
            lock.readLock().unlock();
        }
    }

    private interface Writing {
        void in(OpenDatabase open) throws RocksDBException;
    }

    private void writing(Writing action) throws IOException {
        lock.readLock().lock();
        try {
            if (handle == null) {
                throw new IOException("the store is closed");
            }
            action.in(handle);
        } catch (RocksDBException e) {
            if (Damage.isMeantBy(e)) {
                damage();
            }
            throw new IOException("the store can't write: " + e.getMessage(), e);
        } finally {
            lock.readLock().unlock();
        }
    }
}
