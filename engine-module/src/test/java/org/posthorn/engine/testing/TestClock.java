package org.posthorn.engine.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that the test owns: it stands still until it is moved. Safe for use by many threads.
public final class TestClock implements InstantSource {
    /// Where a new clock stands.
    public static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);

    @Override
    public Instant instant() {
        return now.get();
    }

    /// The same clock as a count of nanoseconds, for what measures pauses.
    public long nanoTime() {
        return Duration.between(START, now.get()).toNanos();
    }

    public void advance(Duration step) {
        now.updateAndGet(before -> before.plus(step));
    }
}
