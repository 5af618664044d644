package org.posthorn.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// The logs that an opened store has found: what is written from now on is worth nothing without them, so they must be
/// on disk first.
///
/// They may not be: who wrote them may have been killed before the sync of what was last, or its sync may have failed.
/// After that the kernel takes the pages for written, and a sync more says that all is well; so each byte is written
/// once more, in its place, before the sync. That takes no room.
///
/// Source: P. A. Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020.
final class OldLogs {
    private static final int CHUNK_BYTES = 1 << 20;

    private final Path directory;
    private final List<Path> logs;

    private OldLogs(Path directory, List<Path> logs) {
        this.directory = directory;
        this.logs = logs;
    }

    /// To be called before the store is opened, which begins a new log.
    static OldLogs in(Path directory) throws IOException {
        return new OldLogs(directory, LogFile.in(directory));
    }

    /// To be called when it is open: then no other process writes them, and this one does not any more. On disk when
    /// this returns.
    void putOnDisk() throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(logs.isEmpty() ? 0 : CHUNK_BYTES);
        for (Path log : logs) {
            // The opening may have moved all to tables.
            if (Files.exists(log)) {
                try (FileChannel file = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    rewrite(file, chunk);
                    file.force(true);
                } catch (FileSystemException e) {
                    throw e;
                } catch (IOException e) {
                    throw new IOException("can't put " + log + " on disk: " + e.getMessage(), e);
                }
            }
        }
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private static void rewrite(FileChannel file, ByteBuffer chunk) throws IOException {
        long at = 0;
        while (file.read(chunk.clear(), at) > 0) {
            chunk.flip();
            while (chunk.hasRemaining()) {
                at += write(file, chunk, at);
            }
        }
    }

    /// Some file systems write in another place, and have none on a full disk: that must not keep the server from
    /// making room, and the sync that follows is mostly enough.
    private static int write(FileChannel file, ByteBuffer chunk, long at) throws IOException {
        try {
            return file.write(chunk, at);
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
            int left = chunk.remaining();
            chunk.position(chunk.limit());
            return left;
        }
    }
}
