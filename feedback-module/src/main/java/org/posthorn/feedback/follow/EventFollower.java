package org.posthorn.feedback.follow;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.posthorn.engine.UnavailableException;
import org.posthorn.engine.delivery.IntakeRefusedException;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.EventLog.Entry;
import org.posthorn.engine.event.SetAside;
import org.posthorn.engine.settings.Unanswered;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the event log in order and turns events into answers. One virtual thread.
///
/// Events that need no answer are the rule, and a synced write for each batch of them would be waste: the position
/// moves with the next answer, every 1,000 events, or when nothing is left to read. A crash then reads them again, to
/// no effect. After a failed write the position is read back, since it may have gone through.
///
/// When the store fails ([UnavailableException], [IntakeRefusedException]), it waits (up to 30 s) and tries again, for
/// ever: no event is lost. Whatever else fails is the fault of one event or one answer, found out by [Tries]: after
/// three tries that one is [set aside][SetAside], and the rest goes on.
///
/// @param <A> an answer
public final class EventFollower<A> {
    private static final int BATCH = 200;
    /// Events come one by one; to be woken for each would cost more than to read it.
    private static final Duration GATHER = Duration.ofMillis(20);
    private static final int LAZY_EVENTS = 1_000;
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration STOP_WAIT = Duration.ofSeconds(10);
    private static final Duration RETRY_WAIT = Duration.ofSeconds(30);
    private static final int RETRIES = 1_000;
    private static final int RETRIES_AT_ONCE = 20;

    private static final Logger LOG = LoggerFactory.getLogger(EventFollower.class);

    private final String name;
    private final EventLog log;
    private final SetAside aside;
    private final InstantSource clock;
    private final Answering<A> answering;
    private final Tries<A> tries;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final EndableWait news = new EndableWait();
    private final BlockingQueue<Retry> retries = new LinkedBlockingQueue<>(RETRIES);
    private final Thread thread;
    private volatile long dealtWith;

    // Of the thread alone:
    private long position;
    private long acknowledged;
    private int unacknowledgedEvents;

    /// Something that was set aside, and what its next try gave: empty when it is done.
    private record Retry(Unanswered what, CompletableFuture<Optional<String>> outcome) {}

    /// What a follower does.
    public interface Answering<A> {
        /// The answers to one event; usually none. May be asked again after a crash or a failure.
        List<A> answer(Entry entry);

        /// Where an answer goes, such as the ARN of a topic: names it to the operator, and those that fail together.
        String destination(A answer);

        /// Brings answers where they go, but for what is done with the acknowledgement. On disk when this returns.
        ///
        /// @return those that failed, each for itself; when it throws instead, they are tried one by one
        default List<Failure<A>> perform(List<A> answers) {
            return List.of();
        }

        /// Records that everything up to a position is dealt with, and these answers. On disk when this returns.
        void acknowledge(long position, List<A> answers);
    }

    /// An answer that failed.
    public record Failure<A>(A answer, RuntimeException reason) {}

    /// @param name of its position in the log
    public EventFollower(String name, EventLog log, SetAside aside, InstantSource clock, Answering<A> answering) {
        this.name = name;
        this.log = log;
        this.aside = aside;
        this.clock = clock;
        this.answering = answering;
        this.tries = new Tries<>(name, answering, aside, clock, stopping);
        this.thread = Thread.ofVirtual().name("follower-" + name).unstarted(this::run);
    }

    public String name() {
        return name;
    }

    /// Starts following; once.
    public void start() {
        thread.start();
    }

    /// Ends after the batch at hand; waits for that, 10 s at most. The rest is answered after the next start.
    public void stop() throws InterruptedException {
        stopping.countDown();
        news.end();
        if (thread.isAlive() && !thread.join(STOP_WAIT)) {
            LOG.warn("event=follower_stop_timeout follower={}", name);
        }
    }

    /// Events and answers set aside since the start.
    public long skipped() {
        return tries.setAside();
    }

    /// About how many events it has not dealt with.
    public long lagEvents() {
        return Math.max(0, log.last() - dealtWith);
    }

    /// The age of the oldest event that it has not dealt with.
    public Duration lag() {
        if (lagEvents() == 0) {
            return Duration.ZERO;
        }
        try {
            List<Entry> next = log.readAfter(dealtWith, 1, Duration.ZERO);
            Instant now = clock.instant();
            return next.isEmpty() || next.getFirst().event().at().isAfter(now)
                    ? Duration.ZERO
                    : Duration.between(next.getFirst().event().at(), now);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Duration.ZERO;
        }
    }

    /// Tries again what was set aside: reads each event again and answers it. Waits for that, 30 s at most.
    ///
    /// @return for each, why it failed again; empty when it is done, and no longer set aside
    public List<Optional<String>> retry(List<Unanswered> all) {
        List<Retry> asked = new ArrayList<>();
        for (Unanswered one : all) {
            Retry retry = new Retry(one, new CompletableFuture<>());
            if (!thread.isAlive() || !retries.offer(retry)) {
                retry.outcome().complete(Optional.of("the follower does not run, or has much to try again"));
            }
            asked.add(retry);
        }
        long end = System.nanoTime() + RETRY_WAIT.toNanos();
        return asked.stream().map(retry -> awaited(retry, end)).toList();
    }

    private static Optional<String> awaited(Retry retry, long end) {
        try {
            return retry.outcome().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        } catch (TimeoutException e) {
            return Optional.of("the follower is busy, or waits for the store; it will be tried");
        } catch (ExecutionException e) {
            return Optional.of(Tries.reason(e));
        }
    }

    private void run() {
        Duration wait = FIRST_WAIT;
        boolean known = false;
        while (stopping.getCount() > 0) {
            try {
                if (!known) {
                    acknowledged = log.acknowledged(name);
                    position = acknowledged;
                    dealtWith = acknowledged;
                    unacknowledgedEvents = 0;
                    known = true;
                }
                boolean more = step();
                tryAgain();
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
        if (isUnavailable(e)) {
            LOG.warn(
                    "event=follower_waits follower={} wait={} position={} reason=\"{}\"",
                    name,
                    wait,
                    position,
                    Tries.reason(e));
        } else {
            LOG.warn("event=follower_waits follower={} wait={} position={}", name, wait, position, e);
        }
    }

    /// Whether it is the store that failed, rather than what was to be done.
    static boolean isUnavailable(RuntimeException e) {
        return e instanceof UnavailableException || e instanceof IntakeRefusedException;
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
        List<Entry> entries = news.orElse(
                () -> log.readAfter(position, BATCH, retries.isEmpty() ? PATIENCE : Duration.ZERO), List.of());
        List<Tries.Work<A>> answers = tries.perform(tries.answers(entries));
        unacknowledgedEvents += entries.size();
        if (!entries.isEmpty()) {
            position = entries.getLast().position();
        }
        boolean due = !answers.isEmpty() || entries.isEmpty() || unacknowledgedEvents >= LAZY_EVENTS;
        if (position > acknowledged && due) {
            tries.acknowledge(position, answers);
            acknowledged = position;
            unacknowledgedEvents = 0;
        }
        dealtWith = position;
        return entries.size() == BATCH;
    }

    private void tryAgain() throws InterruptedException {
        List<Retry> asked = new ArrayList<>();
        retries.drainTo(asked, RETRIES_AT_ONCE);
        for (Retry retry : asked) {
            try {
                retry.outcome().complete(outcome(retry.what()));
            } catch (RuntimeException e) {
                retry.outcome().completeExceptionally(e);
            }
        }
    }

    private Optional<String> outcome(Unanswered what) throws InterruptedException {
        Optional<Entry> entry = log.readAfter(what.position() - 1, 1, Duration.ZERO).stream()
                .filter(found -> found.position() == what.position())
                .findFirst();
        if (entry.isEmpty()) {
            return Optional.of("the event is no longer kept");
        }
        try {
            List<A> answers = answering.answer(entry.get()).stream()
                    .filter(answer -> what.what().isEmpty()
                            || answering.destination(answer).equals(what.what()))
                    .toList();
            List<Failure<A>> failures = answers.isEmpty() ? List.of() : answering.perform(answers);
            if (!failures.isEmpty()) {
                throw failures.getFirst().reason();
            }
            if (!answers.isEmpty()) {
                answering.acknowledge(acknowledged, answers);
            }
        } catch (RuntimeException e) {
            if (isUnavailable(e)) {
                throw e;
            }
            aside.update(what.triedAgain(Tries.reason(e)));
            return Optional.of(Tries.reason(e));
        }
        aside.drop(name, what.number());
        return Optional.empty();
    }
}
