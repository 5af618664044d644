package org.posthorn.server;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the log when mail is taken no more (the disk is nearly full, the queue is full, the store can't write), and
/// when it is again: one line each, however many clients are refused meanwhile.
///
/// A full queue has room for a moment with each delivery, so it counts as open when it was for [#CALM].
final class IntakeWatch {
    static final Duration PAUSE = Duration.ofSeconds(1);
    static final Duration CALM = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(IntakeWatch.class);

    private final Supplier<Optional<String>> trouble;
    private final Supplier<Figures> figures;
    private final LongSupplier nanos;
    private boolean closed;
    private long closedAt;
    private long troubledAt;
    private @Nullable String told;

    /// @param queued messages in the queue
    record Figures(long freeBytes, long floorBytes, long queued, long maxMessages) {}

    /// @param trouble why mail is not taken now
    IntakeWatch(Supplier<Optional<String>> trouble, Supplier<Figures> figures, LongSupplier nanos) {
        this.trouble = trouble;
        this.figures = figures;
        this.nanos = nanos;
    }

    /// To be called every [#PAUSE].
    void look() {
        Optional<String> reason = trouble.get();
        long now = nanos.getAsLong();
        if (reason.isPresent()) {
            troubledAt = now;
            if (!closed) {
                closedAt = now;
            }
            if (!closed || !reason.get().equals(told)) {
                closed = true;
                told = reason.get();
                Figures at = figures.get();
                log.error(
                        "event=intake_closed reason=\"{}\" free_bytes={} floor_bytes={} queued={} max_messages={}",
                        told,
                        at.freeBytes,
                        at.floorBytes,
                        at.queued,
                        at.maxMessages);
            }
        } else if (closed && now - troubledAt >= CALM.toNanos()) {
            closed = false;
            Figures at = figures.get();
            log.info(
                    "event=intake_open after_seconds={} free_bytes={} floor_bytes={} queued={} max_messages={}",
                    Duration.ofNanos(now - closedAt).toSeconds(),
                    at.freeBytes,
                    at.floorBytes,
                    at.queued,
                    at.maxMessages);
        }
    }
}
