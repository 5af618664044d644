package org.posthorn.store;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The free space of the disk under the store, asked for once a second at most. Safe for use by many threads.
final class FreeSpace {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(FreeSpace.class);

    private final FileStore disk;
    private final long floorBytes;
    private volatile Reading last;

    private record Reading(long bytes, long at) {}

    FreeSpace(Path directory, long floorBytes) throws IOException {
        this.disk = Files.getFileStore(directory);
        this.floorBytes = floorBytes;
        this.last = new Reading(disk.getUsableSpace(), System.nanoTime());
    }

    boolean isLow() {
        return bytes() < floorBytes;
    }

    long bytes() {
        Reading reading = last;
        if (System.nanoTime() - reading.at() > FRESH.toNanos()) {
            reading = new Reading(ask(reading.bytes()), System.nanoTime());
            last = reading;
        }
        return reading.bytes();
    }

    /// When the file system does not say, the last figure stands: a full disk still shows as a failed write.
    private long ask(long lastBytes) {
        try {
            return disk.getUsableSpace();
        } catch (IOException e) {
            log.warn("free_space=unknown cause=\"{}\"", e.getMessage());
            return lastBytes;
        }
    }
}
