package org.posthorn.store;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.posthorn.engine.UnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the batches of many threads together: one thread, one write, one sync for all that wait.
///
/// ```
/// callers ── commit(batch) ──▶ bounded queue ──▶ this thread: all that wait, in order ──▶ one write (synced if any
///    ▲                                                                                     batch is durable)
///    └────────────────────────── each call returns ◀── group done ──────────────────────────────┘
/// ```
///
/// - While one group is synced the next one gathers, so throughput grows with the number of callers while each waits
/// for two syncs at most.
/// - A sync covers everything written before it. What was written without one is synced within [#SYNC_DELAY].
/// - Events get their positions here, in the order of writing. The watermark rises after the write, so a reader that
/// has seen a position never finds an event below it later.
/// - Only this thread makes native writes: on a virtual thread they would hold its carrier for the length of a sync.
/// - Groups are numbered without a gap ([Group]), and which is the newest on disk is known ([#synced]).
/// - A failed write fails its whole group. Whether RocksDB kept it is then unknown (it may lie in the log, unsynced),
/// so what its writers were told is refused is taken back by the next write.
/// - After that, commits fail at once but for one group in every [#RECOVERY_PAUSE], which is tried, or a trial when
///   nobody writes. When [#PLAIN_TRIES] of them failed, the database is opened anew before each further one: after
///   some errors, a full disk among them, RocksDB takes no write before that.
final class GroupCommit implements AutoCloseable {
    /// How long a batch that is not durable may stay without a sync.
    static final Duration SYNC_DELAY = Duration.ofMillis(50);

    static final Duration RECOVERY_PAUSE = Duration.ofSeconds(1);

    static final int PLAIN_TRIES = 3;
    private static final Duration LONGEST_WAIT_FOR_ROOM = Duration.ofSeconds(10);
    private static final int WAITING_BATCHES = 1_024;
    private static final int GROUP_BATCHES = 512;
    private static final long GROUP_BYTES = 8 << 20;
    private static final Batch.Change TRIAL = new Batch.Change.Put(Column.FORMAT, Key.text("trial"), new byte[1]);
    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

    /// Where the groups go; what the thread needs of [Database].
    interface Disk {
        /// @param group lies in what is written
        void write(Group group, List<Batch.Change> changes, boolean sync) throws IOException;

        void sync() throws IOException;

        /// @return the newest group that is there; empty when that can't be read
        Optional<Group> reopen() throws IOException;

        /// Whether trying again is of no use before it is opened anew.
        boolean isDamaged();
    }

    private record Waiting(Batch batch, CompletableFuture<Void> done) {}

    private final Disk disk;
    private final Watermark watermark;
    private final Duration recoveryPause;
    private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(WAITING_BATCHES);
    private final CommitStats stats = new CommitStats();
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean ended;
    private volatile Mark synced;
    private final InstantSource clock;

    // The rest belongs to the committing thread.
    private long lastPosition;
    private Group lastGroup;
    private long syncOwedAt = Long.MAX_VALUE;
    private volatile int failuresInARow;
    private long nextTryAt;
    private final List<Batch.Change> owedUndo = new ArrayList<>();

    /// @param watermark at the newest event; it rises from there
    /// @param lastGroup the newest, which is on disk
    GroupCommit(Disk disk, Watermark watermark, Group lastGroup, InstantSource clock) {
        this(disk, watermark, lastGroup, clock, RECOVERY_PAUSE);
    }

    GroupCommit(Disk disk, Watermark watermark, Group lastGroup, InstantSource clock, Duration recoveryPause) {
        this.recoveryPause = recoveryPause;
        this.lastGroup = lastGroup;
        this.clock = clock;
        this.synced = new Mark(lastGroup.number(), lastGroup.at());
        this.disk = disk;
        this.watermark = watermark;
        this.lastPosition = watermark.position();
        this.thread = Thread.ofPlatform().name("store-commit").start(this::run);
    }

    /// Writes a batch; when it is durable, it is on disk when this returns.
    ///
    /// @throws UnavailableException when it is not written
    void commit(Batch batch) {
        Waiting entry = new Waiting(batch, new CompletableFuture<>());
        enqueue(entry);
        if (ended) {
            failWaiting();
        }
        try {
            entry.done().join();
        } catch (CompletionException e) {
            // A new exception, so that the stack is the caller's.
            throw new UnavailableException(new IOException("the store did not write", e.getCause()));
        }
    }

    private void enqueue(Waiting entry) {
        try {
            if (closing || !waiting.offer(entry, LONGEST_WAIT_FOR_ROOM.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new UnavailableException(
                        new IOException(closing ? "the store is closed" : "the store is too slow"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(new IOException("interrupted while waiting to write", e));
        }
    }

    /// The newest group that is on disk.
    Mark synced() {
        return synced;
    }

    CommitStats stats() {
        return stats;
    }

    /// Batches that wait for the next group.
    int waitingBatches() {
        return waiting.size();
    }

    /// Takes no more batches, writes those that wait, and syncs.
    @Override
    public void close() {
        closing = true;
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            List<Waiting> group = new ArrayList<>();
            while (gather(group)) {
                // Without a batch to try, the store tries by itself: who is told to stay away must hear of the
                // recovery.
                if (!group.isEmpty() || isTryDue()) {
                    commitGroup(group);
                    group.clear();
                }
                syncIfOwed();
            }
            syncOwedAt = Math.min(syncOwedAt, System.nanoTime());
            syncIfOwed();
        } catch (InterruptedException e) {
            log.error("the committing thread was interrupted; the store takes no more writes", e);
        } finally {
            closing = true;
            ended = true;
            failWaiting();
        }
    }

    /// Waits for a batch, or for the time of an owed sync, and takes what else is there.
    ///
    /// @return false when closing and nothing waits any more
    private boolean gather(List<Waiting> group) throws InterruptedException {
        Waiting first = waiting.poll(pauseNanos(), TimeUnit.NANOSECONDS);
        if (first == null) {
            return !closing;
        }
        group.add(first);
        long bytes = first.batch().sizeBytes();
        while (group.size() < GROUP_BATCHES && bytes < GROUP_BYTES) {
            Waiting next = waiting.poll();
            if (next == null) {
                break;
            }
            group.add(next);
            bytes += next.batch().sizeBytes();
        }
        return true;
    }

    private long pauseNanos() {
        long idle = SYNC_DELAY.toNanos();
        return syncOwedAt == Long.MAX_VALUE ? idle : Math.clamp(syncOwedAt - System.nanoTime(), 0, idle);
    }

    private void commitGroup(List<Waiting> group) {
        boolean sync = group.isEmpty();
        long before = lastPosition;
        long position = before;
        List<Batch.Change> changes = new ArrayList<>(owedUndo);
        if (group.isEmpty()) {
            changes.add(TRIAL);
        }
        for (Waiting entry : group) {
            sync |= entry.batch().isDurable();
            for (Batch.Change change : entry.batch().changes()) {
                if (change instanceof Batch.Change.Append append) {
                    append(changes, append, ++position);
                } else {
                    changes.add(change);
                }
            }
        }
        // Positions of a failed write are not used again: it may be in the log after all.
        lastPosition = position;
        try {
            prepareTry();
            long start = System.nanoTime();
            // After a failure the same number again: whether that group is there or not, there is no gap.
            Group number = new Group(lastGroup.number() + 1, clock.instant(), synced.group());
            disk.write(number, changes, sync);
            lastGroup = number;
            written(sync, group.size(), System.nanoTime() - start);
        } catch (IOException | RuntimeException e) {
            failed(group, before, e);
            return;
        }
        succeeded();
        watermark.riseTo(position);
        group.forEach(entry -> entry.done().complete(null));
    }

    private static void append(List<Batch.Change> changes, Batch.Change.Append event, long position) {
        changes.add(new Batch.Change.Put(Column.EVENT, Key.number(position), event.value()));
        event.index()
                .forEach(prefix -> changes.add(
                        new Batch.Change.Put(Column.INDEX, EventIndex.key(prefix, position), EventIndex.EMPTY)));
    }

    private void written(boolean isSynced, int batches, long nanos) {
        stats.wrote(batches);
        if (isSynced) {
            stats.synced(batches, nanos);
            syncOwedAt = Long.MAX_VALUE;
            onDisk();
        } else if (syncOwedAt == Long.MAX_VALUE) {
            syncOwedAt = System.nanoTime() + SYNC_DELAY.toNanos();
        }
    }

    private void onDisk() {
        synced = new Mark(lastGroup.number(), lastGroup.at());
    }

    private void syncIfOwed() {
        if (System.nanoTime() < syncOwedAt) {
            return;
        }
        syncOwedAt = Long.MAX_VALUE;
        try {
            prepareTry();
            long start = System.nanoTime();
            disk.sync();
            stats.synced(0, System.nanoTime() - start);
            onDisk();
        } catch (IOException | RuntimeException e) {
            failed(List.of(), lastPosition, e);
        }
    }

    /// @param firstPosition of events, before the group
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void failed(List<Waiting> group, long firstPosition, Exception cause) {
        if (!(cause instanceof NotTriedException)) {
            stats.failed();
            failuresInARow++;
            nextTryAt = System.nanoTime() + recoveryPause.toNanos();
            if (failuresInARow == 1) {
                log.error("store=failed cause=\"{}\"; intake is refused until writing works", cause.getMessage());
            }
            group.forEach(entry -> owedUndo.addAll(entry.batch().undo()));
            if (lastPosition > firstPosition) {
                owedUndo.add(new Batch.Change.DeleteRange(
                        Column.EVENT, Key.number(firstPosition + 1), Key.number(lastPosition + 1)));
                undoIndex(group, firstPosition);
            }
        }
        group.forEach(entry -> entry.done().completeExceptionally(cause));
    }

    /// A position may be used again after a restart.
    private void undoIndex(List<Waiting> group, long firstPosition) {
        long position = firstPosition;
        for (Waiting entry : group) {
            for (Batch.Change change : entry.batch().changes()) {
                if (change instanceof Batch.Change.Append append) {
                    position++;
                    for (byte[] prefix : append.index()) {
                        owedUndo.add(new Batch.Change.Delete(Column.INDEX, EventIndex.key(prefix, position)));
                    }
                }
            }
        }
    }

    /// Lets a try through when it is time for one, with the database opened anew when nothing else helped.
    private void prepareTry() throws IOException {
        if (failuresInARow == 0) {
            return;
        }
        if (!isTryDue()) {
            throw new NotTriedException();
        }
        if (failuresInARow >= PLAIN_TRIES || disk.isDamaged()) {
            Optional<Group> there = disk.reopen();
            if (there.isPresent() && there.get().number() < synced.group()) {
                throw new IOException("the store lost what was on disk: it reaches group "
                        + there.get().number() + ", and group " + synced.group()
                        + " was synced; stop the server and run posthorn repair");
            }
            lastGroup = there.orElse(lastGroup);
            log.warn("store=reopened");
        }
    }

    private boolean isTryDue() {
        return failuresInARow > 0 && System.nanoTime() - nextTryAt >= 0;
    }

    private void succeeded() {
        if (failuresInARow > 0) {
            log.warn("store=recovered failures={}", failuresInARow);
            failuresInARow = 0;
        }
        owedUndo.clear();
    }

    /// A commit that failed since one before it did.
    private static final class NotTriedException extends IOException {
        private static final long serialVersionUID = 1L;

        NotTriedException() {
            super("the store failed a moment ago");
        }
    }

    /// Whether the last write failed, and none has worked since.
    boolean isFailing() {
        return failuresInARow > 0;
    }

    private void failWaiting() {
        IOException closed = new IOException("the store is closed");
        for (Waiting entry = waiting.poll(); entry != null; entry = waiting.poll()) {
            entry.done().completeExceptionally(closed);
        }
    }
}
