package org.posthorn.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.stream.LongStream;

/// The yardstick: 4 KB appended to a file and synced, one after the other. No server that syncs each message by
/// itself can be faster on this disk.
record SyncedWrite(double p50Millis, double p99Millis, double perSecond) {
    private static final int BYTES = 4_096;

    static SyncedWrite measure(Path directory, Duration time) throws IOException {
        Path file = Files.createTempFile(directory, "synced", ".bin");
        LongStream.Builder builder = LongStream.builder();
        long start = System.nanoTime();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
            do {
                long before = System.nanoTime();
                channel.write(buffer.clear());
                channel.force(false);
                builder.add(System.nanoTime() - before);
            } while (System.nanoTime() - start < time.toNanos());
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Files.delete(file);
        long[] times = builder.build().sorted().toArray();
        return new SyncedWrite(
                HttpLoad.percentileMillis(times, 0.5), HttpLoad.percentileMillis(times, 0.99), times.length / seconds);
    }
}
