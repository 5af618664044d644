package org.posthorn.store;

import java.nio.file.Path;
import java.time.Duration;

/// What can be set about the embedded store.
///
/// @param directory the database's own; made with mode 0700 when missing
/// @param maxQueuedMessages beyond which intake is refused; each takes about 100 bytes of heap
/// @param freeSpaceFloorBytes free disk space below which intake is refused
/// @param memoryContentBytes most content of just accepted messages that waits in memory for its first attempt
/// @param retention how long ended messages and their events are kept; reports that come later find no sender
/// @param maxEvents of those that every follower has dealt with no more than this are kept, give or take an hour's
public record StoreConfig(
        Path directory,
        long maxQueuedMessages,
        long freeSpaceFloorBytes,
        long memoryContentBytes,
        Duration retention,
        long maxEvents) {
    private static final long MIB = 1L << 20;

    public StoreConfig {
        if (maxQueuedMessages < 1 || maxEvents < 1 || freeSpaceFloorBytes < 0 || memoryContentBytes < 0) {
            throw new IllegalArgumentException("the store's limits must not be negative");
        }
        if (retention.isNegative() || retention.isZero()) {
            throw new IllegalArgumentException("the store's retention must be above zero");
        }
    }

    /// A million messages, 256 MiB left free, 64 MiB of content in memory but no more than an eighth of the heap, kept
    /// for two weeks, a hundred million events.
    public static StoreConfig in(Path directory) {
        long contentBytes = Math.min(64 * MIB, Runtime.getRuntime().maxMemory() / 8);
        return new StoreConfig(directory, 1_000_000, 256 * MIB, contentBytes, Duration.ofDays(14), 100_000_000);
    }
}
