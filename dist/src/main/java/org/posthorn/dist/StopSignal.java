package org.posthorn.dist;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for SIGTERM or Ctrl-C, and ends the process with code 0 after a graceful stop. (The JVM by itself would end
/// with
/// 143 after its shutdown hooks, which service managers take for a failure.)
final class StopSignal {
    private static final Logger log = LoggerFactory.getLogger(StopSignal.class);

    private StopSignal() {}

    /// @param stop run once, when the process is asked to end; bounds its own time
    static void await(AutoCloseable stop) throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        runtime.addShutdownHook(new Thread(() -> runtime.halt(end(stop)), "stop"));
        new CountDownLatch(1).await();
    }

    private static int end(AutoCloseable stop) {
        try {
            stop.close();
            return 0;
        } catch (Exception e) {
            log.error("event=stop-failed", e);
            return 1;
        }
    }
}
