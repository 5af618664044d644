package org.posthorn.engine.delivery;

/// How many attempts a destination gets at a time, and how fast they follow each other.
///
/// Opens with [#OPENING] attempts and grows by one for each round of successes, up to the cap (additive increase);
/// halves when the peer asks for less (multiplicative decrease). Once a single attempt at a time is still too much, the
/// attempts are spaced out, and come closer again with every success. Not safe for use by several threads.
final class Pace {
    static final int OPENING = 5;
    private static final double SLOWEST_PER_SECOND = 1.0 / 60;
    private static final double FIRST_BRAKE_PER_SECOND = 1;
    private static final double RELEASED_PER_SECOND = 64;
    private static final long SECOND = 1_000_000_000L;
    /// One burst of refusals is one request for less.
    private static final long BRAKE_NANOS = SECOND;

    private final DeliveryLimit shape;
    private double window;
    private double perSecond;
    private double tokens = 1;
    private long refilledAt;
    private long brakedAt;

    Pace(DeliveryLimit shape, long nowNanos) {
        this.shape = shape;
        this.window = Math.min(OPENING, shape.connections());
        this.perSecond = shape.perSecond();
        this.refilledAt = nowNanos;
        this.brakedAt = nowNanos - BRAKE_NANOS;
    }

    /// Most attempts at a time now.
    int window() {
        return (int) window;
    }

    /// Attempts in a second now; infinite when nothing limits them.
    double perSecond() {
        return perSecond;
    }

    /// Whether an attempt may start now, where attempts are spaced out.
    boolean mayTake(long nowNanos) {
        if (Double.isInfinite(perSecond)) {
            return true;
        }
        // At most a second's worth at once.
        tokens = Math.min(Math.max(1, perSecond), tokens + (nowNanos - refilledAt) * perSecond / SECOND);
        refilledAt = nowNanos;
        return tokens >= 1;
    }

    /// Takes the right to start one attempt now, if there is one.
    boolean take(long nowNanos) {
        boolean may = mayTake(nowNanos);
        if (may && !Double.isInfinite(perSecond)) {
            tokens--;
        }
        return may;
    }

    void succeeded() {
        window = Math.min(shape.connections(), window + 1 / window);
        if (perSecond < shape.perSecond()) {
            perSecond = perSecond * 2 > RELEASED_PER_SECOND ? shape.perSecond() : perSecond * 2;
            perSecond = Math.min(perSecond, shape.perSecond());
        }
    }

    void throttled(long nowNanos) {
        if (nowNanos - brakedAt < BRAKE_NANOS) {
            return;
        }
        brakedAt = nowNanos;
        if (window >= 2) {
            window = Math.max(1, window / 2);
        } else {
            window = 1;
            perSecond = Double.isInfinite(perSecond) || perSecond > FIRST_BRAKE_PER_SECOND
                    ? Math.min(FIRST_BRAKE_PER_SECOND, shape.perSecond())
                    : Math.max(SLOWEST_PER_SECOND, perSecond / 2);
            tokens = Math.min(tokens, 0);
            refilledAt = nowNanos;
        }
    }

    /// Back to one attempt at a time, by the operator's rate: nobody was there, so nobody asked for less. The next
    /// attempts show how much the destination takes when it is there again.
    void startOver() {
        window = 1;
        perSecond = shape.perSecond();
    }
}
