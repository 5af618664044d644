package org.posthorn.feedback.follow;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.posthorn.engine.delivery.IntakeRefusedException;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.EventLog.Entry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the event log in order and turns events into answers. One virtual thread.
///
/// Events that need no answer are the rule, and a synced write for each batch of them would be waste: the position
/// moves
/// with the next answer, every 1,000 events, or when nothing is left to read. A crash then reads them again, to no
/// effect. After a failed write the position is read back, since it may have gone through.
///
/// When the store fails, it waits (up to 30 s) and tries again, for ever: no event is lost. An event that fails alone
/// is
/// tried three times, then logged, counted and passed over, so that it can't hold up the rest.
///
/// @param <A> an answer
public final class EventFollower<A> {
    private static final int MAX_TRIES = 3;
    private static final int BATCH = 200;
    /// Events come one by one; to be woken for each would cost more than to read it.
    private static final Duration GATHER = Duration.ofMillis(20);
    private static final int LAZY_EVENTS = 1_000;
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration STOP_WAIT = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(EventFollower.class);

    private final String name;
    private final EventLog log;
    private final Answering<A> answering;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final LongAdder skipped = new LongAdder();
    private final Thread thread;

    // Of the thread alone:
    private long position;
    private long acknowledged;
    private int unacknowledgedEvents;
    private long failingPosition;
    private int failures;

    /// What a follower does.
    public interface Answering<A> {
        /// The answers to one event; usually none. May be asked again after a crash or a failure.
        List<A> answer(Entry entry);

        /// Records answers, and that everything up to a position is dealt with. On disk when this returns.
        void acknowledge(long position, List<A> answers);
    }

    /// @param name of its position in the log
    public EventFollower(String name, EventLog log, Answering<A> answering) {
        this.name = name;
        this.log = log;
        this.answering = answering;
        this.thread = Thread.ofVirtual().name("follower-" + name).unstarted(this::run);
    }

    /// Starts following; once.
    public void start() {
        thread.start();
    }

    /// Ends after the batch at hand; waits for that, 10 s at most. The rest is answered after the next start.
    public void stop() throws InterruptedException {
        stopping.countDown();
        if (thread.isAlive() && !thread.join(STOP_WAIT)) {
            LOG.warn("event=follower_stop_timeout follower={}", name);
        }
    }

    /// Events passed over since the start: they failed three times.
    public long skipped() {
        return skipped.sum();
    }

    private void run() {
        Duration wait = FIRST_WAIT;
        boolean known = false;
        while (stopping.getCount() > 0) {
            try {
                if (!known) {
                    acknowledged = log.acknowledged(name);
                    position = acknowledged;
                    unacknowledgedEvents = 0;
                    known = true;
                }
                boolean more = step();
                wait = FIRST_WAIT;
                if (!more && stopsWithin(GATHER)) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                known = false;
                log(wait, e);
                if (stopsWithin(wait)) {
                    return;
                }
                wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
            }
        }
    }

    /// A disk or a network that is away says all in a line; the rest may be our mistake.
    private void log(Duration wait, RuntimeException e) {
        if (e instanceof UncheckedIOException) {
            LOG.warn(
                    "event=follower_waits follower={} wait={} position={} reason=\"{}\"",
                    name,
                    wait,
                    position,
                    e.getCause());
        } else {
            LOG.warn("event=follower_waits follower={} wait={} position={}", name, wait, position, e);
        }
    }

    private boolean stopsWithin(Duration wait) {
        try {
            return stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /// @return whether there may be more to read at once
    private boolean step() throws InterruptedException {
        List<Entry> entries = log.readAfter(position, BATCH, PATIENCE);
        List<A> answers = new ArrayList<>();
        long reached = position;
        Optional<RuntimeException> failure = Optional.empty();
        for (Entry entry : entries) {
            try {
                answers.addAll(answering.answer(entry));
            } catch (IntakeRefusedException | UncheckedIOException e) {
                failure = Optional.of(e); // the store, not the event
            } catch (RuntimeException e) {
                failure = givesUp(entry, e) ? Optional.empty() : Optional.of(e);
            }
            if (failure.isPresent()) {
                break;
            }
            reached = entry.position();
            unacknowledgedEvents++;
        }
        advance(reached, answers, entries.isEmpty() || failure.isPresent());
        if (failure.isPresent()) {
            throw failure.get();
        }
        return entries.size() == BATCH;
    }

    /// Counts a failure of one event; true when it has failed often enough to be passed over.
    private boolean givesUp(Entry entry, RuntimeException e) {
        failures = failingPosition == entry.position() ? failures + 1 : 1;
        failingPosition = entry.position();
        if (failures < MAX_TRIES) {
            return false;
        }
        LOG.error(
                "event=event_skipped follower={} position={} message={}",
                name,
                entry.position(),
                entry.event().messageId(),
                e);
        skipped.increment();
        return true;
    }

    private void advance(long reached, List<A> answers, boolean now) {
        position = reached;
        boolean due = !answers.isEmpty() || now || unacknowledgedEvents >= LAZY_EVENTS;
        if (position > acknowledged && due) {
            answering.acknowledge(position, List.copyOf(answers));
            acknowledged = position;
            unacknowledgedEvents = 0;
        }
    }
}
