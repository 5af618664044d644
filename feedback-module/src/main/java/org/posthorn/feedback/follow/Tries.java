package org.posthorn.feedback.follow;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.posthorn.engine.event.EventLog.Entry;
import org.posthorn.engine.event.SetAside;
import org.posthorn.engine.settings.Unanswered;
import org.posthorn.feedback.follow.EventFollower.Answering;
import org.posthorn.feedback.follow.EventFollower.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The three tries of a follower, each for a whole batch: what fails of it is tried again, together and after a short
/// wait, and then set aside. However many fail, a batch is held up for 300 ms at most.
///
/// A destination that was set aside gets one try for each batch from then on, until it works: those behind it don't
/// wait for it again. Of one thread.
///
/// @param <A> an answer
final class Tries<A> {
    private static final int MAX_TRIES = 3;
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final int MOST_BROKEN = 1_000;
    private static final int MOST_REASON_CHARS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(Tries.class);

    private final String follower;
    private final Answering<A> answering;
    private final SetAside aside;
    private final InstantSource clock;
    private final CountDownLatch stopping;
    private final LongAdder setAside = new LongAdder();
    /// Destinations whose last answer was set aside.
    private final Set<String> broken = new LinkedHashSet<>();

    /// One answer to one event.
    record Work<A>(Entry entry, A answer) {}

    /// Part of a batch, with why it failed.
    private record Failed<T>(T what, RuntimeException reason) {}

    Tries(String follower, Answering<A> answering, SetAside aside, InstantSource clock, CountDownLatch stopping) {
        this.follower = follower;
        this.answering = answering;
        this.aside = aside;
        this.clock = clock;
        this.stopping = stopping;
    }

    /// Events and answers set aside since the start.
    long setAside() {
        return setAside.sum();
    }

    /// The answers to events; an event that has none after three tries is set aside.
    List<Work<A>> answers(List<Entry> entries) throws InterruptedException {
        List<Work<A>> answers = new ArrayList<>();
        List<Entry> left = entries;
        for (int tries = 1; !left.isEmpty(); tries++) {
            List<Failed<Entry>> failed = new ArrayList<>();
            for (Entry entry : left) {
                try {
                    answering.answer(entry).forEach(answer -> answers.add(new Work<>(entry, answer)));
                } catch (RuntimeException e) {
                    failed.add(new Failed<>(entry, orUnavailable(e)));
                }
            }
            if (tries == MAX_TRIES) {
                setAside(failed.stream()
                        .map(one -> unanswered(one.what(), "", one.reason(), MAX_TRIES))
                        .toList());
                break;
            }
            left = failed.stream().map(Failed::what).toList();
            waitAfter(tries, left);
        }
        return answers;
    }

    /// Brings answers where they go.
    ///
    /// @return those that are to be acknowledged: all but what was set aside
    List<Work<A>> perform(List<Work<A>> all) throws InterruptedException {
        Set<Work<A>> lost = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Work<A>> left = all;
        for (int tries = 1; !left.isEmpty(); tries++) {
            List<Failed<Work<A>>> failed = failuresOf(left);
            List<Failed<Work<A>>> hopeless = new ArrayList<>();
            List<Work<A>> again = new ArrayList<>();
            for (Failed<Work<A>> one : failed) {
                if (tries == MAX_TRIES || broken.contains(destination(one))) {
                    hopeless.add(one);
                    lost.add(one.what());
                } else {
                    again.add(one.what());
                }
            }
            noteWorking(left, failed);
            setAside(hopeless, tries);
            left = again;
            if (tries == MAX_TRIES) {
                break;
            }
            waitAfter(tries, left);
        }
        return all.stream().filter(work -> !lost.contains(work)).toList();
    }

    /// The whole batch, or, when it fails as a whole, one by one.
    private List<Failed<Work<A>>> failuresOf(List<Work<A>> batch) {
        IdentityHashMap<A, Work<A>> workOf = new IdentityHashMap<>();
        batch.forEach(work -> workOf.put(work.answer(), work));
        List<Failed<Work<A>>> failed = new ArrayList<>();
        try {
            List<A> answers = batch.stream().map(Work::answer).toList();
            for (Failure<A> failure : answering.perform(answers)) {
                Work<A> work = workOf.get(failure.answer());
                if (work == null) {
                    throw new IllegalStateException("an answer failed that was not asked for", failure.reason());
                }
                failed.add(new Failed<>(work, orUnavailable(failure.reason())));
            }
        } catch (RuntimeException e) {
            orUnavailable(e);
            failed.clear();
            if (batch.size() == 1) {
                failed.add(new Failed<>(batch.getFirst(), e));
            } else {
                batch.forEach(work -> failed.addAll(failuresOf(List.of(work))));
            }
        }
        return failed;
    }

    /// Records answers that were performed, and that all is dealt with up to a position. The third try is one by one,
    /// so that only what fails alone is set aside.
    void acknowledge(long position, List<Work<A>> answers) throws InterruptedException {
        for (int tries = 1; tries < MAX_TRIES; tries++) {
            try {
                answering.acknowledge(
                        position, answers.stream().map(Work::answer).toList());
                return;
            } catch (RuntimeException e) {
                orUnavailable(e);
                waitAfter(tries, answers);
            }
        }
        for (int i = 0; i < answers.size(); i++) {
            Work<A> work = answers.get(i);
            boolean last = i + 1 == answers.size()
                    || answers.get(i + 1).entry().position() != work.entry().position();
            long reached = last ? work.entry().position() : work.entry().position() - 1;
            try {
                answering.acknowledge(reached, List.of(work.answer()));
            } catch (RuntimeException e) {
                setAside(List.of(new Failed<>(work, orUnavailable(e))), MAX_TRIES);
            }
        }
        answering.acknowledge(position, List.of());
    }

    private String destination(Failed<Work<A>> failed) {
        return answering.destination(failed.what().answer());
    }

    private void noteWorking(List<Work<A>> tried, List<Failed<Work<A>>> failed) {
        if (broken.isEmpty()) {
            return;
        }
        Set<String> failing = new LinkedHashSet<>();
        failed.forEach(one -> failing.add(destination(one)));
        for (Work<A> work : tried) {
            String destination = answering.destination(work.answer());
            if (!failing.contains(destination) && broken.remove(destination)) {
                LOG.info("event=destination_works follower={} destination=\"{}\"", follower, destination);
            }
        }
    }

    private void setAside(List<Failed<Work<A>>> failed, int tries) {
        List<Unanswered> all = new ArrayList<>();
        for (Failed<Work<A>> one : failed) {
            String destination = destination(one);
            if (broken.size() >= MOST_BROKEN) {
                broken.remove(broken.iterator().next());
            }
            broken.add(destination);
            all.add(unanswered(one.what().entry(), destination, one.reason(), tries));
        }
        setAside(all);
    }

    private void setAside(List<Unanswered> all) {
        if (all.isEmpty()) {
            return;
        }
        aside.add(all);
        setAside.add(all.size());
    }

    private Unanswered unanswered(Entry entry, String what, RuntimeException reason, int tries) {
        LOG.error(
                "event=event_set_aside follower={} position={} message={} destination=\"{}\" tries={} reason=\"{}\"",
                follower,
                entry.position(),
                entry.event().messageId(),
                what,
                tries,
                reason(reason),
                // An unwritable file says all in a line; the rest may be our mistake.
                reason instanceof UncheckedIOException ? null : reason);
        return new Unanswered(
                follower,
                0,
                entry.position(),
                entry.event().messageId(),
                entry.event().getClass().getSimpleName(),
                what,
                reason(reason),
                clock.instant(),
                tries);
    }

    /// What failed, unless it is the store that did.
    private static RuntimeException orUnavailable(RuntimeException e) {
        if (EventFollower.isUnavailable(e)) {
            throw e;
        }
        return e;
    }

    private void waitAfter(int tries, List<?> failed) throws InterruptedException {
        if (!failed.isEmpty() && stopping.await(FIRST_WAIT.multipliedBy(tries).toMillis(), TimeUnit.MILLISECONDS)) {
            throw new InterruptedException("the follower stops");
        }
    }

    static String reason(Throwable e) {
        Throwable cause = e.getCause();
        boolean wrapped = e instanceof UncheckedIOException || e instanceof ExecutionException;
        Throwable told = wrapped && cause != null ? cause : e;
        String reason = told.getClass().getSimpleName() + ": " + told.getMessage();
        return reason.substring(0, Math.min(reason.length(), MOST_REASON_CHARS));
    }
}
