package org.posthorn.store;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
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
/// @param engineBytes memory of the database outside the heap: blocks and indexes of tables it has read, and what it
/// has
///     not yet written to tables, which is half of it at most
public record StoreConfig(
        Path directory,
        long maxQueuedMessages,
        long freeSpaceFloorBytes,
        long memoryContentBytes,
        Duration retention,
        long maxEvents,
        long engineBytes) {
    private static final long MIB = 1L << 20;
    /// What the database can work with.
    public static final long LEAST_ENGINE_BYTES = 16 * MIB;

    /// With [#standardEngineBytes].
    public StoreConfig(
            Path directory,
            long maxQueuedMessages,
            long freeSpaceFloorBytes,
            long memoryContentBytes,
            Duration retention,
            long maxEvents) {
        this(
                directory,
                maxQueuedMessages,
                freeSpaceFloorBytes,
                memoryContentBytes,
                retention,
                maxEvents,
                standardEngineBytes(machineBytes()));
    }

    public StoreConfig {
        if (engineBytes < LEAST_ENGINE_BYTES) {
            throw new IllegalArgumentException("the database needs at least 16 MiB of memory");
        }
        if (maxQueuedMessages < 1 || maxEvents < 1 || freeSpaceFloorBytes < 0 || memoryContentBytes < 0) {
            throw new IllegalArgumentException("the store's limits must not be negative");
        }
        if (retention.isNegative() || retention.isZero()) {
            throw new IllegalArgumentException("the store's retention must be above zero");
        }
    }

    /// A sixteenth of the machine's memory, at least 64 MiB and at most 512 MiB.
    public static long standardEngineBytes(long machineBytes) {
        return Math.clamp(machineBytes / 16, 64 * MIB, 512 * MIB);
    }

    /// Memory of the machine, or of the container that the process is in.
    public static long machineBytes() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    }

    /// A million messages, 256 MiB left free, 64 MiB of content in memory, or a sixteenth of the heap, kept for two
    /// weeks, a hundred million events.
    public static StoreConfig in(Path directory) {
        long memory = Math.min(64 * MIB, Runtime.getRuntime().maxMemory() / 16);
        return new StoreConfig(directory, 1_000_000, 256 * MIB, memory, Duration.ofDays(14), 100_000_000);
    }
}
