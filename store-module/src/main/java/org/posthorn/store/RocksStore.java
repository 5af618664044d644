package org.posthorn.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.posthorn.engine.UnavailableException;
import org.posthorn.engine.delivery.Captures;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.event.Counters;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.topic.NoticeRoom;
import org.posthorn.engine.topic.Notices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The embedded store: one directory, one process, the ports over one RocksDB database.
///
/// One database, so that a batch can hold a message, its events and its counts. Everything that is written goes through
/// one [GroupCommit]; everything in memory (the due index, the leases, the cache of settings) is rebuilt or refilled
/// after a restart.
public final class RocksStore implements AutoCloseable {
    /// The version of all that is stored: [Column], [Key], [StoredRecord]. It grows when old bytes need rewriting.
    static final int FORMAT = 1;

    static final byte[] FORMAT_KEY = Key.text("version");
    /// More than damaged blocks at the end of the log can hold.
    private static final long UNREADABLE_EVENTS = 1_000_000;

    private static final Duration SWEEP_EVERY = Duration.ofHours(1);
    private static final Duration INDEX_PAUSE = Duration.ofSeconds(10);
    private static final Logger log = LoggerFactory.getLogger(RocksStore.class);

    private final Database database;
    private final GroupCommit commit;
    private final Watermark watermark;
    private final FreeSpace space;
    private final Aside aside;
    private final RocksMailQueue queue;
    private final EventIndex index;
    private final RocksEventLog events;
    private final RocksSettings settings;
    private final RocksCounters counters;
    private final RocksNotices notices;
    private final RocksCaptures captures;
    private final Retention retention;
    private final MarkKeeper mark;
    private final CountDownLatch closed = new CountDownLatch(1);

    /// Opens the store in its directory, made new when there is none.
    ///
    /// @throws IOException with a plain message: when another process holds the directory, when something newer wrote
    ///     it, when it can't be read, or when it has less than was once on disk
    public static RocksStore open(StoreConfig config, InstantSource clock) throws IOException {
        return open(config, clock, MarkKeeper.LOG_AGE);
    }

    /// @param logAge after which what is in the logs only is moved to tables
    static RocksStore open(StoreConfig config, InstantSource clock, Duration logAge) throws IOException {
        Path directory = config.directory();
        StoreProof proof = StoreProof.ofStart(directory);
        makeDirectory(directory);
        Database database = Database.open(directory, config.engineBytes());
        try {
            proof.confirm(directory, database);
            checkFormat(directory, database);
            Group last = database.lastGroup().orElseGet(() -> new Group(proof.reached(), proof.reachedAt(), 0));
            return new RocksStore(config, database, last, clock, logAge);
        } catch (UnavailableException e) {
            database.close();
            throw new IOException(
                    "the store in " + directory + " can't be read: " + rootOf(e).getMessage(), e);
        } catch (IOException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static Throwable rootOf(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private RocksStore(StoreConfig config, Database database, Group last, InstantSource clock, Duration logAge)
            throws IOException {
        this.database = database;
        this.space = new FreeSpace(config.directory(), config.freeSpaceFloorBytes());
        this.watermark = new Watermark();
        watermark.riseTo(newestPosition(database));
        this.commit = new GroupCommit(database, watermark, last, clock);
        try {
            this.aside = new Aside(database, commit);
            this.queue = new RocksMailQueue(config, database, commit, aside, space, clock);
            this.index = new EventIndex(database);
            this.events = new RocksEventLog(database, commit, watermark, queue, aside, index);
            new CarriedOver(database, commit, aside).run();
            this.settings = new RocksSettings(database, commit, aside);
            this.notices = notices(new NoticeRoom());
            this.captures = captures(Captures.MOST);
            this.counters = new RocksCounters(database);
            this.retention = new Retention(database, commit, watermark, config);
        } catch (RuntimeException e) {
            commit.close();
            throw e;
        }
        this.mark = new MarkKeeper(config.directory(), database, commit, logAge);
        Thread.ofPlatform().daemon().name("store-sweep").start(() -> sweepUntilClosed(clock));
        if (!index.isBuilt()) {
            Thread.ofPlatform().daemon().name("store-index").start(this::buildIndex);
        }
        log.info(
                "store=open directory={} queued={}",
                config.directory(),
                queue.depth().queued());
    }

    public MailQueue queue() {
        return queue;
    }

    public EventLog events() {
        return events;
    }

    public Settings settings() {
        return settings;
    }

    public Counters counters() {
        return counters;
    }

    public Notices notices() {
        return notices;
    }

    public Captures captures() {
        return captures;
    }

    /// The same over the same rows, as after a start with other bounds.
    RocksNotices notices(NoticeRoom room) {
        return new RocksNotices(database, commit, aside, room);
    }

    RocksCaptures captures(int most) {
        return new RocksCaptures(database, commit, aside, most);
    }

    /// Deletes what is kept no longer; bounded, so that a backlog may take several calls. It also runs every hour.
    public void sweep(Instant now) {
        retention.sweep(now);
    }

    /// Why the queue takes no mail now; empty when it does.
    public Optional<String> intakeTrouble() {
        return queue.intakeTrouble();
    }

    /// Makes a consistent copy of all that was committed before this was called, in a directory that does not exist
    /// yet; mail is accepted meanwhile. Fast and small: files are linked, so keep it no longer than it takes to read
    /// it. Read it with [StoreReader]. Its mark lies beside it, as every store's ([#markOf]).
    public void checkpoint(Path directory) throws IOException {
        Mark synced = commit.synced();
        database.checkpoint(directory);
        synced.write(directory);
    }

    /// The file beside a store's directory that says how far the store must reach.
    public static Path markOf(Path directory) {
        return Mark.file(directory);
    }

    /// Moves all that is in the logs to tables.
    void flush() throws IOException {
        database.flush();
    }

    /// Whether a mark tells of all that is on disk.
    boolean isMarked(Mark found) {
        return found.equals(commit.synced());
    }

    public StoreStats stats() {
        CommitStats commits = commit.stats();
        return new StoreStats(
                commits.commits(),
                commits.groups(),
                commits.syncs(),
                commits.failures(),
                commits.lastSyncMicros(),
                commits.lastGroupBatches(),
                space.bytes(),
                queue.heldContentBytes(),
                aside.count(),
                watermark.position());
    }

    /// Writes and syncs what waits, moves it to tables, then closes the database. Calls that come later throw.
    @Override
    public void close() {
        closed.countDown();
        commit.close();
        mark.close();
        database.close();
        log.info("store=closed");
    }

    private void sweepUntilClosed(InstantSource clock) {
        try {
            while (!closed.await(SWEEP_EVERY.toSeconds(), TimeUnit.SECONDS)) {
                try {
                    sweep(clock.instant());
                } catch (RuntimeException e) {
                    log.warn("sweep=failed; tried again in an hour", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Once, for a store of a version that had no index.
    private void buildIndex() {
        try {
            do {
                try {
                    index.build(queue, commit);
                    log.info("index=built");
                    return;
                } catch (RuntimeException e) {
                    if (closed.getCount() > 0) {
                        log.warn(
                                "index=not_built; tried again in {} s cause=\"{}\"",
                                INDEX_PAUSE.toSeconds(),
                                rootOf(e).getMessage());
                    }
                }
            } while (!closed.await(INDEX_PAUSE.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void makeDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static void checkFormat(Path directory, Database database) throws IOException {
        int format;
        try {
            format = formatOf(directory, database);
        } catch (CorruptRecordException e) {
            // Written again; only a store of this format or an older one has groups that were just read.
            format = 0;
        }
        if (format == 0) {
            byte[] value = ByteBuffer.allocate(Integer.BYTES).putInt(FORMAT).array();
            database.write(
                    List.of(
                            new Batch.Change.Put(Column.FORMAT, FORMAT_KEY, value),
                            new Batch.Change.Put(Column.INDEX, EventIndex.COMPLETE, EventIndex.EMPTY)),
                    true);
        }
    }

    /// The version of what is stored; 0 when nothing is.
    ///
    /// @throws IOException with a plain message when something newer wrote it
    static int formatOf(Path directory, Database database) throws IOException {
        int format = database.get(Column.FORMAT, FORMAT_KEY)
                .map(value -> ByteBuffer.wrap(value).getInt())
                .orElse(0);
        if (format > FORMAT) {
            throw new IOException("the store in " + directory + " was written by a newer Posthorn (format " + format
                    + "; this one reads up to " + FORMAT + "): run that version, or restore a backup");
        }
        return format;
    }

    /// Positions go on from the newest event, or from what a follower has seen; with a wide gap when the newest events
    /// can't be read.
    private static long newestPosition(Database database) {
        long[] newest = {lastEvent(database)};
        database.scan(Column.FOLLOWER, new byte[0], Optional.empty(), (key, value) -> {
            newest[0] = Math.max(newest[0], Key.numberOf(value));
            return true;
        });
        return newest[0];
    }

    private static long lastEvent(Database database) {
        try {
            return database.lastKey(Column.EVENT).map(Key::numberOf).orElse(0L);
        } catch (CorruptRecordException e) {
            long[] last = new long[1];
            database.scan(Column.EVENT, new byte[0], Optional.empty(), (key, value) -> {
                last[0] = Key.numberOf(key);
                return true;
            });
            return last[0] + UNREADABLE_EVENTS;
        }
    }
}
