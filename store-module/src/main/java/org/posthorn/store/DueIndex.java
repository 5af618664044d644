package org.posthorn.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;

/// Which messages wait, by account and by the time they are due: in memory, since one process owns the queue, and a
/// scan of one column builds it in a second per million. Nothing is read from disk under its lock.
///
/// Each account has a line of its own, in the order of due times. Lines whose first message is due take turns, one
/// message each; the others sleep, in the order of their first. So what one account has due, however much and for
/// however long, delays another's by one message each.
final class DueIndex {
    /// A message that nobody holds.
    ///
    /// @param due in nanoseconds of the epoch, so that it is exact in one word
    /// @param accountId the same instance for all of an account, since it would take more memory than the rest
    /// @param body the message itself, when it was just accepted and there was room
    record Waiting(
            long due,
            MessageId id,
            String accountId,
            @Nullable Submission body) implements Comparable<Waiting>, MailQueue.Parked {
        Waiting {
            accountId = accountId.intern();
        }

        static Waiting of(Submission fresh, boolean keep) {
            return new Waiting(
                    nanos(fresh.mail().acceptedAt()),
                    fresh.mail().id(),
                    fresh.mail().tenant().accountId(),
                    keep ? fresh : null);
        }

        static Waiting of(QueuedMessage message, @Nullable Submission body) {
            return new Waiting(
                    dueOf(message), message.mail().id(), message.mail().tenant().accountId(), body);
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

    /// What waits of one account; never empty while it is in [#lines].
    private static final class Line {
        private final PriorityQueue<Waiting> waiting = new PriorityQueue<>();
        /// Whether it takes turns; else it sleeps.
        private boolean awake;

        Waiting first() {
            return waiting.element();
        }
    }

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final InstantSource clock;
    private final Map<String, Line> lines = new HashMap<>();
    private final ArrayDeque<Line> turns = new ArrayDeque<>();
    private final TreeSet<Line> sleeping = new TreeSet<>(Comparator.comparing(Line::first));
    private final ReentrantLock lock = new ReentrantLock();
    /// Entries, or a wish that who waits looks up.
    private final Condition changed = lock.newCondition();
    private boolean woken;

    DueIndex(InstantSource clock) {
        this.clock = clock;
    }

    /// A time as one number; times beyond the year 2262 become that year.
    static long nanos(Instant time) {
        long seconds = Math.clamp(time.getEpochSecond(), 0, Long.MAX_VALUE / SECOND - 1);
        return seconds * SECOND + time.getNano();
    }

    /// The later of two times, one of them as a number.
    static Instant later(Instant one, long nanos) {
        Instant other = Instant.ofEpochSecond(nanos / SECOND, nanos % SECOND);
        return other.isAfter(one) ? other : one;
    }

    static long dueOf(QueuedMessage message) {
        return nanos(message.due().orElseThrow());
    }

    void add(Waiting entry) {
        addAll(List.of(entry));
    }

    void addAll(Collection<Waiting> entries) {
        lock.lock();
        try {
            entries.forEach(this::insert);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void insert(Waiting entry) {
        Line line = lines.get(entry.accountId());
        if (line == null) {
            line = new Line();
            lines.put(entry.accountId(), line);
            line.waiting.add(entry);
            sleeping.add(line);
        } else if (line.awake || line.first().compareTo(entry) < 0) {
            line.waiting.add(entry);
        } else {
            sleeping.remove(line);
            line.waiting.add(entry);
            sleeping.add(line);
        }
    }

    /// Takes up to `max` that are due, by turns; they are the caller's from then on. Waits for the first.
    List<Waiting> take(int max, long patienceNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patienceNanos;
            long untilDue = untilDue();
            while (untilDue > 0 && left > 0 && !woken) {
                long pause = Math.min(left, untilDue);
                left -= pause - changed.awaitNanos(pause);
                untilDue = untilDue();
            }
            woken = false;
            return pollDue(max);
        } finally {
            lock.unlock();
        }
    }

    /// Ends the wait of [#take(int, long)], or the next one before it begins.
    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Takes messages out of turn: a walk over all that wait, for the operator only. Those that don't wait are left
    /// out.
    List<Waiting> take(Set<MessageId> ids) {
        return takeAll(waiting -> ids.contains(waiting.id()));
    }

    /// Takes all that are due later than this; they are the caller's from then on.
    List<Waiting> takeAfter(long time) {
        return takeAll(waiting -> waiting.due() > time);
    }

    /// What waits of an account; it stays here.
    List<Waiting> of(String accountId) {
        lock.lock();
        try {
            Line line = lines.get(accountId);
            return line == null ? List.of() : List.copyOf(line.waiting);
        } finally {
            lock.unlock();
        }
    }

    private List<Waiting> takeAll(Predicate<Waiting> wanted) {
        lock.lock();
        try {
            List<Waiting> taken = new ArrayList<>();
            for (Map.Entry<String, Line> entry : List.copyOf(lines.entrySet())) {
                Line line = entry.getValue();
                boolean awake = line.awake;
                if (!awake) {
                    sleeping.remove(line);
                }
                line.waiting.removeIf(waiting -> wanted.test(waiting) && taken.add(waiting));
                if (line.waiting.isEmpty()) {
                    turns.remove(line);
                    lines.remove(entry.getKey());
                } else if (!awake) {
                    sleeping.add(line);
                }
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /// Lets a line sleep that is in neither place, or forgets it when it is empty.
    private void rest(String accountId, Line line) {
        line.awake = false;
        if (line.waiting.isEmpty()) {
            lines.remove(accountId);
        } else {
            sleeping.add(line);
        }
    }

    /// How long until the first is due; 0 when it is, a very long time when there is none.
    private long untilDue() {
        if (!turns.isEmpty()) {
            return 0;
        }
        return sleeping.isEmpty()
                ? Long.MAX_VALUE
                : Math.max(0, sleeping.first().first().due() - nanos(clock.instant()));
    }

    private List<Waiting> pollDue(int max) {
        long now = nanos(clock.instant());
        while (!sleeping.isEmpty() && sleeping.first().first().due() <= now) {
            Line line = sleeping.removeFirst();
            line.awake = true;
            turns.add(line);
        }
        List<Waiting> taken = new ArrayList<>();
        while (taken.size() < max && !turns.isEmpty()) {
            Line line = turns.remove();
            Waiting first = line.first();
            if (first.due() <= now) {
                taken.add(line.waiting.remove());
            }
            if (!line.waiting.isEmpty() && line.first().due() <= now) {
                turns.add(line);
            } else {
                rest(first.accountId(), line);
            }
        }
        return taken;
    }
}
