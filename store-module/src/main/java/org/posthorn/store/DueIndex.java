package org.posthorn.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;

/// Which messages wait, by the time they are due: in memory, since one process owns the queue, and a scan of one column
/// builds it in a second per million. Nothing is read from disk under its lock.
final class DueIndex {
    /// A message that nobody holds.
    ///
    /// @param due in nanoseconds of the epoch, so that it is exact in one word
    /// @param body the message itself, when it was just accepted and there was room
    record Waiting(long due, MessageId id, @Nullable Submission body) implements Comparable<Waiting>, MailQueue.Parked {
        static Waiting of(Submission fresh, boolean keep) {
            return new Waiting(nanos(fresh.mail().acceptedAt()), fresh.mail().id(), keep ? fresh : null);
        }

        Optional<Submission> held() {
            return Optional.ofNullable(body);
        }

        @Override
        public int compareTo(Waiting other) {
            int byTime = Long.compare(due, other.due);
            return byTime != 0 ? byTime : id.compareTo(other.id);
        }
    }

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final InstantSource clock;
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();

    DueIndex(InstantSource clock) {
        this.clock = clock;
    }

    /// A time as one number; times beyond the year 2262 become that year.
    static long nanos(Instant time) {
        long seconds = Math.clamp(time.getEpochSecond(), 0, Long.MAX_VALUE / SECOND - 1);
        return seconds * SECOND + time.getNano();
    }

    void add(Waiting entry) {
        addAll(List.of(entry));
    }

    void addAll(Collection<Waiting> entries) {
        lock.lock();
        try {
            waiting.addAll(entries);
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Takes up to `max` that are due, the longest due first; they are the caller's from then on. Waits for the first.
    List<Waiting> take(int max, long patienceNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patienceNanos;
            long untilDue = untilDue();
            while (untilDue > 0 && left > 0) {
                long pause = Math.min(left, untilDue);
                left -= pause - added.awaitNanos(pause);
                untilDue = untilDue();
            }
            return pollDue(max);
        } finally {
            lock.unlock();
        }
    }

    /// Takes a message out of turn: a walk over all that wait, for the operator only. Empty when it does not wait.
    Optional<Waiting> take(MessageId id) {
        lock.lock();
        try {
            Optional<Waiting> found =
                    waiting.stream().filter(entry -> entry.id().equals(id)).findFirst();
            found.ifPresent(waiting::remove);
            return found;
        } finally {
            lock.unlock();
        }
    }

    /// How long until the first is due; 0 when it is, a very long time when there is none.
    private long untilDue() {
        Waiting first = waiting.peek();
        return first == null ? Long.MAX_VALUE : Math.max(0, first.due() - nanos(clock.instant()));
    }

    private List<Waiting> pollDue(int max) {
        long now = nanos(clock.instant());
        List<Waiting> taken = new ArrayList<>();
        Waiting first = waiting.peek();
        while (taken.size() < max && first != null && first.due() <= now) {
            taken.add(waiting.remove());
            first = waiting.peek();
        }
        return taken;
    }
}
