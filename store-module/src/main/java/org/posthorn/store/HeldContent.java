package org.posthorn.store;

import java.util.concurrent.atomic.AtomicLong;
import org.posthorn.engine.mail.Submission;

/// How much content of messages that were just accepted waits in memory for its first attempt, up to a bound.
/// Thread-safe.
final class HeldContent {
    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();

    HeldContent(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// Whether this message may stay in memory; if so, it is counted until [#free].
    boolean hold(Submission submission) {
        long size = submission.content().sizeBytes();
        if (bytes.addAndGet(size) <= maxBytes) {
            return true;
        }
        bytes.addAndGet(-size);
        return false;
    }

    /// One that was held is so no more.
    void free(Submission submission) {
        bytes.addAndGet(-submission.content().sizeBytes());
    }

    long bytes() {
        return bytes.get();
    }
}
