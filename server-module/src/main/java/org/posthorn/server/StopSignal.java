package org.posthorn.server;

import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/// Waits for SIGTERM or Ctrl-C, and ends the process with code 0 after a graceful stop. (The JVM by itself would end
/// with 143 after its shutdown hooks, which service managers take for a failure.)
///
/// To be made first of all: a signal that comes while the server is still starting ends it at once, as a crash would,
/// which the store survives.
final class StopSignal implements AutoCloseable {
    private final Thread hook;
    private volatile AutoCloseable server = () -> {};

    StopSignal() {
        Runtime runtime = Runtime.getRuntime();
        hook = new Thread(() -> runtime.halt(stop()), "stop");
        runtime.addShutdownHook(hook);
    }

    /// Gives the process its own exit code back, for a server that could not start.
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LoggerFactory.getLogger(StopSignal.class).debug("event=already-stopping", e);
        }
    }

    /// Waits for the signal; never returns.
    ///
    /// @param running closed once when the signal comes; bounds its own time
    void await(AutoCloseable running) throws InterruptedException {
        server = running;
        new CountDownLatch(1).await();
    }

    private int stop() {
        try {
            server.close();
            return 0;
        } catch (Exception e) {
            LoggerFactory.getLogger(StopSignal.class).error("event=stop-failed", e);
            return 1;
        }
    }
}
