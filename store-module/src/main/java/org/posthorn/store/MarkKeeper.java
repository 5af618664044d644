package org.posthorn.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the [Mark] of a running store, on a thread of its own: no answer waits for it. Also flushes what has been in
/// the logs for long, so that a small installation does not live in them for weeks.
final class MarkKeeper implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);
    static final Duration LOG_AGE = Duration.ofHours(1);
    private static final Logger log = LoggerFactory.getLogger(MarkKeeper.class);

    private final Path directory;
    private final Database database;
    private final GroupCommit commit;
    private final Duration logAge;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    // The rest belongs to the thread, and to who closes once that has ended.
    private long marked;
    private long flushed;
    private long flushedAt = System.nanoTime();
    private boolean failing;

    /// @param logAge after which what is in the logs only is flushed
    MarkKeeper(Path directory, Database database, GroupCommit commit, Duration logAge) {
        this.directory = directory;
        this.database = database;
        this.commit = commit;
        this.logAge = logAge;
        this.marked = -1;
        this.flushed = -1;
        keep();
        this.thread = Thread.ofPlatform().daemon().name("store-mark").start(this::run);
    }

    private void run() {
        try {
            while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() - flushedAt >= logAge.toNanos()) {
                    flush();
                }
                keep();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep() {
        Mark synced = commit.synced();
        if (synced.group() == marked) {
            return;
        }
        try {
            synced.write(directory);
            marked = synced.group();
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                log.warn("mark=not_written file={} cause=\"{}\"", Mark.file(directory), e.getMessage());
            }
            failing = true;
        }
    }

    private void flush() {
        flushedAt = System.nanoTime();
        long group = commit.synced().group();
        if (group == flushed) {
            return;
        }
        try {
            database.flush();
            flushed = group;
        } catch (IOException e) {
            log.warn("store=not_flushed cause=\"{}\"; what is in the log stays there", e.getMessage());
        }
    }

    /// Flushes, and marks the end. To be called when nothing is written any more.
    @Override
    public void close() {
        closed.countDown();
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
        flush();
        keep();
    }
}
