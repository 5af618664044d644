package org.posthorn.smtp.server;

import java.util.concurrent.atomic.AtomicLong;

/// Limits what the messages that are on their way in may hold in memory together.
final class ContentBudget {
    private final AtomicLong left;

    ContentBudget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /// @return false, and nothing taken, when there is not enough left
    boolean take(int bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    void giveBack(long bytes) {
        left.addAndGet(bytes);
    }
}
