package org.posthorn.engine.part;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An action that is done again and again, on a thread of its own, until it is closed. A failure is logged and the next
/// turn comes.
public final class Repeated implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Repeated.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration STOP = Duration.ofSeconds(20);

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;

    private Repeated(Duration pause, String name, Runnable action) {
        thread = Thread.ofVirtual().name(name).start(() -> {
            try {
                do {
                    turn(name, action);
                } while (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /// @param pause between the end of one turn and the start of the next; the first is made at once
    public static Repeated every(Duration pause, String name, Runnable action) {
        return new Repeated(pause, name, action);
    }

    private static void turn(String name, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            log.error("repeated={} failed; it will be done again", name, e);
        }
    }

    @Override
    public void close() {
        stopping.countDown();
        try {
            if (!thread.join(PATIENCE)) {
                // It may wait for somebody else, such as DNS.
                thread.interrupt();
                thread.join(STOP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
