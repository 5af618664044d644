package org.posthorn.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The process's file descriptors: a reserve of them is kept for deliveries, the store and the operator, so listeners
/// take no more connections while it is all that is left. Safe for use by many threads.
final class OpenFiles {
    private static final Logger log = LoggerFactory.getLogger(OpenFiles.class);
    /// Half of what is free after the start, and no more than this: a thousand deliveries, and as many files of the
    /// store.
    private static final long MOST_RESERVED = 2_048;
    /// Counting reads a directory; between two counts each connection that is taken counts as one.
    private static final long COUNT_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final UnixOperatingSystemMXBean system;
    private long countedAt = System.nanoTime() - COUNT_EVERY_NANOS;
    private long open;
    private long atRest;
    private boolean isShort;

    private OpenFiles(UnixOperatingSystemMXBean system) {
        this.system = system;
        started();
    }

    static OpenFiles ofProcess() {
        return new OpenFiles(ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class));
    }

    /// Takes what is open now for what the server needs at rest.
    synchronized void started() {
        countedAt = System.nanoTime() - COUNT_EVERY_NANOS;
        count();
        atRest = open;
    }

    /// Whether one more connection may be taken; to be called once for each.
    synchronized boolean hasRoom() {
        count();
        long limit = system.getMaxFileDescriptorCount();
        boolean room = open + reserve(limit) < limit;
        if (room) {
            open++;
        }
        if (room == isShort) {
            isShort = !room;
            if (isShort) {
                log.warn(
                        "event=open_files_short open={} limit={} reserve={} advice=\"connections are refused; start the"
                                + " server with a higher limit, LimitNOFILE in its unit\"",
                        open,
                        limit,
                        reserve(limit));
            } else {
                log.warn("event=open_files_enough open={} limit={}", open, limit);
            }
        }
        return room;
    }

    /// Why the server is not ready; empty when it is.
    synchronized Optional<String> trouble() {
        try {
            SocketChannel.open().close();
        } catch (IOException e) {
            return Optional.of("deliveries can't open connections: " + e.getMessage());
        }
        count();
        long limit = system.getMaxFileDescriptorCount();
        return open + reserve(limit) < limit
                ? Optional.empty()
                : Optional.of(open + " of " + limit + " open files are in use; the rest is kept for deliveries and the"
                        + " store, so no connections are taken");
    }

    private long reserve(long limit) {
        return Math.clamp((limit - atRest) / 2, 0, MOST_RESERVED);
    }

    private void count() {
        long now = System.nanoTime();
        if (now - countedAt >= COUNT_EVERY_NANOS) {
            countedAt = now;
            try {
                open = system.getOpenFileDescriptorCount();
            } catch (InternalError e) {
                // Counting takes one as well, and there is none.
                open = system.getMaxFileDescriptorCount();
            }
        }
    }
}
