package org.posthorn.store;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.posthorn.engine.testing.TestClock;

/// The directory of a store as a killed process leaves it, to be damaged by a test.
record StoreImage(Path directory) {
    static RocksStore open(Path directory, TestClock clock) throws IOException {
        return RocksStore.open(new StoreConfig(directory, 100_000, 0, 0, Duration.ofDays(14), 1_000_000), clock);
    }

    RocksStore open(TestClock clock) throws IOException {
        return open(directory, clock);
    }

    /// Copies a running store that writes nothing just now, once its mark tells of all.
    static StoreImage of(RocksStore running, Path directory, Path copy) throws IOException {
        await().until(() ->
                Mark.read(directory).mark().filter(running::isMarked).isPresent());
        return new StoreImage(directory).copyTo(copy);
    }

    StoreImage copyTo(Path copy) throws IOException {
        Files.createDirectory(copy);
        // First: it must not tell of more than the files have.
        if (Files.exists(Mark.file(directory))) {
            Files.copy(Mark.file(directory), Mark.file(copy));
        }
        // Logs last: what they lack is in none of the others then.
        for (boolean logs : new boolean[] {false, true}) {
            for (Path file : files()) {
                if (file.toString().endsWith(".log") == logs) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
        }
        return new StoreImage(copy);
    }

    List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    List<Path> files(String ending) throws IOException {
        return files().stream().filter(file -> file.toString().endsWith(ending)).toList();
    }

    /// Flips one bit of a file.
    static void flip(Path file, long offset) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, offset);
            channel.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 1)}), offset);
        }
    }

    static void truncate(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    static void zero(Path file, long offset, int bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate((int) Math.min(bytes, channel.size() - offset)), offset);
        }
    }
}
