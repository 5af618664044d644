package org.posthorn.engine.delivery;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The attempts that may be under way at a time, to all destinations together, and what waits for one to end.
///
/// An account has three quarters of them at most: mail of one account to any number of hosts that never answer leaves
/// room for everybody else's. Safe for use by many threads.
final class Slots {
    private final int all;
    private final int mostOfAccount;
    private int free;
    private final Map<String, Integer> taken = new HashMap<>();
    // Each destination once, however often it asks; only those that have something to start ask.
    private final Set<Destination> waiting = new LinkedHashSet<>();

    Slots(int all) {
        this.all = all;
        this.mostOfAccount = Math.max(1, all - all / 4);
        this.free = all;
    }

    /// Takes a slot for an account.
    ///
    /// @return false when none is free, or the account has its most already
    synchronized boolean tryTake(String account) {
        if (free == 0 || taken.getOrDefault(account, 0) >= mostOfAccount) {
            return false;
        }
        free--;
        taken.merge(account, 1, Integer::sum);
        return true;
    }

    synchronized void release(String account) {
        taken.computeIfPresent(account, (a, count) -> count > 1 ? count - 1 : null);
        free++;
        if (free == all) {
            notifyAll();
        }
    }

    /// Remembers a destination that has something to start and found no slot.
    synchronized void await(Destination destination) {
        waiting.add(destination);
    }

    /// The destination that has waited longest, which waits no more.
    synchronized Optional<Destination> next() {
        Optional<Destination> first = waiting.stream().findFirst();
        first.ifPresent(waiting::remove);
        return first;
    }

    /// Destinations that wait.
    synchronized int waiting() {
        return waiting.size();
    }

    /// Waits until all are free, and takes them for good.
    ///
    /// @return whether they were in time
    synchronized boolean acquireAll(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        while (free < all) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        free = 0;
        return true;
    }
}
