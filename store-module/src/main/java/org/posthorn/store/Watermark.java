package org.posthorn.store;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The position up to which events can be read; it only rises, and wakes who waits for it.
final class Watermark {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition risen = lock.newCondition();
    private volatile long position;

    long position() {
        return position;
    }

    void riseTo(long higher) {
        lock.lock();
        try {
            position = Math.max(position, higher);
            risen.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until it is above a position or the patience ends.
    void awaitAbove(long low, long patienceNanos) throws InterruptedException {
        if (position > low) {
            return;
        }
        lock.lockInterruptibly();
        try {
            long left = patienceNanos;
            while (position <= low && left > 0) {
                left = risen.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
