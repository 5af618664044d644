package org.posthorn.engine.work;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/// Lets other virtual threads run now and then. They are not preempted: one whose input is always at hand, since its
/// client sends faster than we read, would keep its carrier for as long as the client likes, and as many as there are
/// cores all of them.
///
/// To yield, or to park for a moment, is not enough: a carrier takes from one queue for as long as there is something
/// in it, and those who come back at once keep it full, while a new connection waits in another. So they rest for
/// longer than they ran, as many at a time as there are carriers: together they take five sixths of all, and the
/// queues empty. For one thread.
public final class TimeSlice {
    private static final long LONGEST_NANOS = Duration.ofMillis(5).toNanos();
    private static final long REST_NANOS = Duration.ofMillis(6).toNanos();
    private static final long WAITED_NANOS = 200_000;
    // Of the process, as carriers are.
    private static final Semaphore RESTING = new Semaphore(Runtime.getRuntime().availableProcessors(), true);

    private long begunNanos = System.nanoTime();

    /// To be called between small pieces of work.
    public void check() {
        if (System.nanoTime() - begunNanos > LONGEST_NANOS) {
            if (Thread.currentThread().isVirtual()) {
                RESTING.acquireUninterruptibly();
                try {
                    LockSupport.parkNanos(REST_NANOS);
                } finally {
                    RESTING.release();
                }
            }
            begunNanos = System.nanoTime();
        }
    }

    /// To be called after what may have waited, which is a rest as well.
    ///
    /// @param sinceNanos when that began
    public void waited(long sinceNanos) {
        long now = System.nanoTime();
        if (now - sinceNanos > WAITED_NANOS) {
            begunNanos = now;
        }
    }
}
