package org.posthorn.engine.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.work.UnfinishedWorkException.Reason;

class BoundedWorkTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void workIsDoneOnAPlatformThreadOfThatNameWhoeverAsks() throws Exception {
        try (BoundedWork work = new BoundedWork("reading", 1, 1, LONG);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Thread thread =
                    callers.submit(() -> work.call(Thread::currentThread)).get();

            assertThat(thread.isVirtual()).isFalse();
            assertThat(thread.isDaemon()).isTrue();
            assertThat(thread.getName()).isEqualTo("reading-1");
        }
    }

    @Test
    void aFaultOfTheWorkPassesThroughAndACheckedOneIsTheCause() {
        try (BoundedWork work = new BoundedWork("reading", 1, 1, LONG)) {
            assertThatThrownBy(() -> work.call(() -> {
                        throw new IllegalArgumentException("no");
                    }))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no");
            assertThatThrownBy(() -> work.call(() -> {
                        throw new StackOverflowError();
                    }))
                    .isExactlyInstanceOf(StackOverflowError.class);
            assertThatThrownBy(() -> work.call(() -> {
                        throw new IOException("disk");
                    }))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage("disk");
        }
    }

    @Test
    void theDeadlineEndsWorkThatAsksAndTheThreadTakesTheNext() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (BoundedWork work = new BoundedWork("reading", 1, 1, Duration.ofMillis(200))) {
            assertThatThrownBy(() -> work.call(() -> forEver(ended)))
                    .isInstanceOfSatisfying(
                            UnfinishedWorkException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.LATE))
                    .hasMessage("reading: LATE");
            assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(work.call(() -> Thread.currentThread().isInterrupted())).isFalse();
        }
    }

    @Test
    void whatFindsNoPlaceIsToldSoAtOnce() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(2);
        try (BoundedWork work = new BoundedWork("reading", 2, 3, LONG);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> waiting = () -> {
                begun.countDown();
                goOn.await();
                return "done";
            };
            List<Future<String>> taken = new ArrayList<>();
            AtomicInteger refused = new AtomicInteger();
            for (int i = 0; i < 2; i++) {
                taken.add(callers.submit(() -> work.call(waiting)));
            }
            assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
            CountDownLatch fiveRefused = new CountDownLatch(5);
            for (int i = 0; i < 8; i++) {
                taken.add(callers.submit(() -> {
                    try {
                        return work.call(waiting);
                    } catch (UnfinishedWorkException e) {
                        assertThat(e.reason()).isEqualTo(Reason.BUSY);
                        refused.incrementAndGet();
                        fiveRefused.countDown();
                        return "busy";
                    }
                }));
            }
            assertThat(fiveRefused.await(5, TimeUnit.SECONDS)).isTrue();
            goOn.countDown();
            List<String> answers = new ArrayList<>();
            for (Future<String> answer : taken) {
                answers.add(answer.get());
            }
            assertThat(answers).filteredOn("done"::equals).hasSize(5);
            assertThat(refused).hasValue(5);
        }
    }

    @Test
    void whatIsLateInTheQueueIsNeverBegunAndLeavesItsPlace() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger ran = new AtomicInteger();
        try (BoundedWork work = new BoundedWork("reading", 1, 1, Duration.ofMillis(300));
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            // Deaf to its deadline.
            Future<?> deaf = callers.submit(() -> work.call(() -> {
                begun.countDown();
                boolean released = false;
                while (!released) {
                    try {
                        goOn.await();
                        released = true;
                    } catch (InterruptedException e) {
                        // goes on
                    }
                }
                return "";
            }));
            assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> work.call(ran::incrementAndGet))
                        .isInstanceOfSatisfying(
                                UnfinishedWorkException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.LATE));
            }
            assertThatThrownBy(deaf::get).hasCauseInstanceOf(UnfinishedWorkException.class);
            goOn.countDown();
            assertThat(work.call(() -> "next")).isEqualTo("next");
            assertThat(ran).hasValue(0);
        }
    }

    @Test
    void aStopEndsWhatRunsAndWhatWaitsAndTakesNothingMore() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        BoundedWork work = new BoundedWork("reading", 1, 1, LONG);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> running = callers.submit(() -> work.call(() -> {
                begun.countDown();
                return forEver(ended);
            }));
            assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
            Future<?> waiting = callers.submit(() -> work.call(() -> "never"));

            work.close();

            for (Future<?> call : List.of(running, waiting)) {
                assertThatThrownBy(call::get).hasRootCauseMessage("reading: STOPPED");
            }
            assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> work.call(() -> "never")).hasMessage("reading: STOPPED");
        }
    }

    private static String forEver(CountDownLatch ended) {
        try {
            while (true) {
                BoundedWork.checkpoint();
                Thread.onSpinWait();
            }
        } finally {
            ended.countDown();
        }
    }
}
