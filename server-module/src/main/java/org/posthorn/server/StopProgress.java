package org.posthorn.server;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells in the log that the server stops, and every few seconds what it still waits for.
final class StopProgress implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final Logger log = LoggerFactory.getLogger(StopProgress.class);

    private final IntSupplier active;
    private final long start = System.nanoTime();
    private final Thread teller;
    private volatile String part = "";

    private StopProgress(IntSupplier active) {
        this.active = active;
        teller = Thread.ofVirtual().name("stop progress").unstarted(this::tell);
    }

    /// @param active deliveries under way
    static StopProgress begin(IntSupplier active) {
        StopProgress progress = new StopProgress(active);
        log.info("event=stopping active={}", active.getAsInt());
        progress.teller.start();
        return progress;
    }

    /// What is being stopped now.
    void at(String name) {
        part = name;
    }

    private void tell() {
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
                log.info(
                        "event=still_stopping waits_for=\"{}\" active={} seconds={}",
                        part,
                        active.getAsInt(),
                        seconds());
            }
        } catch (InterruptedException e) {
            // It has stopped.
        }
    }

    private long seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    }

    @Override
    public void close() {
        teller.interrupt();
        log.info("event=stopped seconds={}", seconds());
    }
}
