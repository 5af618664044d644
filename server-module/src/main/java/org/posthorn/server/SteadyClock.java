package org.posthorn.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The wall clock, whose steps come when the server is ready for them: until [#follow], time goes on as if there had
/// been none. Safe for use by many threads.
///
/// Time in which the machine slept is no step.
public final class SteadyClock implements InstantSource {
    /// What NTP corrects by slewing, and more than a check takes.
    private static final Duration TOLERANCE = Duration.ofSeconds(5);
    private static final Path UPTIME = Path.of("/proc/uptime");

    private final InstantSource wall;
    private final LongSupplier nanos;
    private final LongSupplier uptimeNanos;
    private volatile Base base;

    /// Where all three clocks stood at one moment.
    ///
    /// @param nanos of a clock that is cheap to read, and may stand still while the machine sleeps
    /// @param uptimeNanos of one that does not
    private record Base(Instant wall, long nanos, long uptimeNanos) {}

    /// The wall clock was set.
    ///
    /// @param expected what it would say without that
    /// @param actual what it says
    public record Step(Instant expected, Instant actual) {
        Duration size() {
            return Duration.between(expected, actual);
        }
    }

    public SteadyClock(InstantSource wall, LongSupplier nanos, LongSupplier uptimeNanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.uptimeNanos = uptimeNanos;
        this.base = now();
    }

    static SteadyClock system() {
        return new SteadyClock(InstantSource.system(), System::nanoTime, SteadyClock::uptime);
    }

    @Override
    public Instant instant() {
        Base from = base;
        Instant actual = wall.instant();
        Instant expected = from.wall().plusNanos(nanos.getAsLong() - from.nanos());
        return isFar(expected, actual) ? expected : actual;
    }

    /// Looks whether the wall clock was set since the last look; to be called every second or so.
    public synchronized Optional<Step> look() {
        Base now = now();
        Instant expected = base.wall().plusNanos(now.uptimeNanos() - base.uptimeNanos());
        if (isFar(expected, now.wall())) {
            return Optional.of(new Step(expected, now.wall()));
        }
        base = now;
        return Optional.empty();
    }

    /// From now on this is the wall clock as it was set.
    synchronized void follow() {
        base = now();
    }

    private Base now() {
        return new Base(wall.instant(), nanos.getAsLong(), uptimeNanos.getAsLong());
    }

    private static boolean isFar(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(TOLERANCE) > 0;
    }

    /// `proc(5)`: seconds since the boot, with those of sleep; elsewhere the JVM's clock must do.
    private static long uptime() {
        try {
            String text = Files.readString(UPTIME);
            return (long) (Double.parseDouble(text.substring(0, text.indexOf(' '))) * 1e9);
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return System.nanoTime();
        }
    }
}
