package org.posthorn.feedback.follow;

import org.jspecify.annotations.Nullable;

/// Waits of one thread that another one ends at once, by an interrupt that hits nothing else that the thread does: a
/// write to the store under way goes on to its end.
final class EndableWait {
    private final Object lock = new Object();
    private @Nullable Thread waiting;
    private boolean ended;

    /// Something that comes after a wait.
    @FunctionalInterface
    interface Wait<T> {
        T get() throws InterruptedException;
    }

    /// @return what came, or the other thing when the wait was ended, now or before
    <T> T orElse(Wait<T> wait, T other) throws InterruptedException {
        synchronized (lock) {
            if (ended) {
                return other;
            }
            waiting = Thread.currentThread();
        }
        try {
            return wait.get();
        } catch (InterruptedException e) {
            synchronized (lock) {
                if (ended) {
                    return other;
                }
            }
            throw e;
        } finally {
            synchronized (lock) {
                waiting = null;
                if (ended) {
                    // It may have come when nothing was waited for any more.
                    Thread.interrupted();
                }
            }
        }
    }

    /// Ends the wait under way, and all that come.
    void end() {
        synchronized (lock) {
            ended = true;
            if (waiting != null) {
                waiting.interrupt();
            }
        }
    }
}
