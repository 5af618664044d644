package org.posthorn.engine.work;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Lets other virtual threads run now and then. They are not preempted: one whose input is always at hand, since its
/// client sends faster than we read, would keep its carrier for as long as the client likes, and as many as there are
/// cores all of them.
///
/// A short park rather than a yield: what yields goes behind the tasks of its own carrier, which then never looks at
/// those that come from other threads, such as new connections. For one thread.
public final class TimeSlice {
    private static final long LONGEST_NANOS = Duration.ofMillis(5).toNanos();

    private long begunNanos = System.nanoTime();

    /// To be called between small pieces of work.
    public void check() {
        if (System.nanoTime() - begunNanos > LONGEST_NANOS) {
            if (Thread.currentThread().isVirtual()) {
                LockSupport.parkNanos(1);
            }
            begunNanos = System.nanoTime();
        }
    }
}
