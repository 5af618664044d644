package org.posthorn.engine.delivery;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The attempts that may be under way at a time, to all destinations together, and what waits for one to end.
///
/// An account has three quarters of them at most: mail of one account to any number of hosts that never answer leaves
/// room for everybody else's. Safe for use by many threads.
final class Slots {
    private final int all;
    private final int mostOfAccount;
    private final Semaphore free;
    private final Map<String, Integer> taken = new HashMap<>();
    // Each destination once, however often it asks.
    private final Set<Destination> waiting = new LinkedHashSet<>();

    Slots(int all) {
        this.all = all;
        this.mostOfAccount = Math.max(1, all - all / 4);
        this.free = new Semaphore(all);
    }

    /// Takes a slot, for an account that is not yet known.
    boolean tryAcquire() {
        return free.tryAcquire();
    }

    /// Gives back a slot that no account got.
    void giveBack() {
        free.release();
    }

    /// Counts a slot that was acquired for an account.
    ///
    /// @return false when the account has its most already
    synchronized boolean tryTake(String account) {
        if (taken.getOrDefault(account, 0) >= mostOfAccount) {
            return false;
        }
        taken.merge(account, 1, Integer::sum);
        return true;
    }

    /// Undoes [#tryTake].
    synchronized void untake(String account) {
        taken.computeIfPresent(account, (a, count) -> count > 1 ? count - 1 : null);
    }

    void release(String account) {
        untake(account);
        free.release();
    }

    /// Remembers a destination that has something to start and found no slot.
    synchronized void park(Destination destination) {
        waiting.add(destination);
    }

    /// The destination that has waited longest, which waits no more.
    synchronized Optional<Destination> next() {
        Optional<Destination> first = waiting.stream().findFirst();
        first.ifPresent(waiting::remove);
        return first;
    }

    /// Waits until all are free, and takes them.
    boolean acquireAll(long nanos) throws InterruptedException {
        return free.tryAcquire(all, nanos, TimeUnit.NANOSECONDS);
    }
}
