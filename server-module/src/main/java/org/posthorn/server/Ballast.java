package org.posthorn.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.posthorn.config.ByteSize;
import org.posthorn.config.PosthornConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `DATA/ballast`: a file that only takes up space. On a full disk it is given up, so that the server can start, record
/// what deliveries came to and so make room; it is made anew when there is space for it and the floor above it.
///
/// Of one thread at a time.
public final class Ballast {
    private static final Logger log = LoggerFactory.getLogger(Ballast.class);
    /// Less than this is as good as nothing.
    private static final long SCARCE_BYTES = 8L << 20;
    /// Given up last: the store takes what it finds for its log ahead of time, and small files need room after it.
    private static final long REST_BYTES = 4L << 20;
    private static final int BLOCK_BYTES = 1 << 20;

    private final Path data;
    private final Path file;
    private final long size;
    private final long floor;

    Ballast(PosthornConfig config) {
        data = config.data().dir();
        file = data.resolve("ballast");
        size = config.store().ballast().bytes();
        floor = config.store().freeSpaceFloor().bytes();
    }

    /// The floor below which no mail is accepted: what the ballast gave is for mail that is here already.
    public static long floorBytes(PosthornConfig.Store store) {
        return Math.max(store.freeSpaceFloor().bytes(), store.ballast().bytes());
    }

    /// What `posthorn doctor` says; empty when none is wanted, or before the first start.
    public static Optional<Finding> finding(Path data, PosthornConfig.Store store) throws IOException {
        long size = store.ballast().bytes();
        if (size == 0 || !KeyCheck.hasStore(data)) {
            return Optional.empty();
        }
        Path file = data.resolve("ballast");
        long there = Files.exists(file) ? Files.size(file) : 0;
        if (there >= size) {
            return Optional.of(Finding.ok("ballast", file + " is there, " + store.ballast()));
        }
        return Optional.of(Finding.warn(
                "ballast",
                file + (there == 0 ? " is missing" : " was given up, all but " + new ByteSize(there))
                        + "; it should be " + store.ballast(),
                "free some space: a running server makes it anew when "
                        + new ByteSize(store.freeSpaceFloor().bytes() + 2 * size) + " are free"));
    }

    /// Gives the ballast up when the disk is full: most of it the first time, the rest the next.
    ///
    /// @param failing whether writes fail, so that what is left is too little, however much
    void giveUpIfFull(boolean failing) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        long free = free();
        if (free < SCARCE_BYTES || (failing && free < size)) {
            long bytes = Files.size(file);
            if (bytes > REST_BYTES) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(REST_BYTES);
                }
                bytes -= REST_BYTES;
            } else {
                Files.delete(file);
            }
            log.warn(
                    "event=ballast_given_up free_bytes={} bytes={} advice=\"the disk is full; free some space, the server"
                            + " delivers what it has and accepts nothing\"",
                    free,
                    bytes);
        }
    }

    /// Writes a small file, with what is left of the ballast when there is no other room.
    <R> R withRoom(Writing<R> writing) throws IOException {
        try {
            return writing.write();
        } catch (IOException e) {
            giveUpIfFull(false);
            return writing.write();
        }
    }

    interface Writing<R> {
        R write() throws IOException;
    }

    /// Makes the ballast when there is room for it, and removes one that is not wanted.
    void makeIfRoom() throws IOException {
        boolean there = Files.exists(file);
        if (there && size > 0 && (Files.size(file) == size || free() < floor + 2 * size)) {
            return;
        }
        Files.deleteIfExists(file);
        if (size == 0 || free() < floor + 2 * size) {
            return;
        }
        try {
            write();
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        log.info("event=ballast_made bytes={}", size);
    }

    /// Not of zeros, which some file systems keep in no space.
    private void write() throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        Random random = new Random();
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                FileTree.attribute("rw-------"))) {
            for (long left = size; left > 0; left -= BLOCK_BYTES) {
                random.nextBytes(block);
                ByteBuffer bytes = ByteBuffer.wrap(block, 0, (int) Math.min(left, BLOCK_BYTES));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            channel.force(true);
        }
    }

    private long free() throws IOException {
        return Files.getFileStore(data).getUsableSpace();
    }
}
