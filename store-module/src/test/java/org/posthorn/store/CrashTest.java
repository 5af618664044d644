package org.posthorn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;

/// What a crash leaves: the directory is copied while the store works on it, and the copy is opened.
///
/// The copy holds all that was given to the operating system before it began, which is what a killed process leaves.
class CrashTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path parent;

    private final TestClock clock = new TestClock();
    private int images;

    private RocksStore open(Path directory) throws IOException {
        return RocksStore.open(new StoreConfig(directory, 100_000, 0, 1 << 20, Duration.ofDays(14), 1_000_000), clock);
    }

    /// Opens what a process would find that starts after a crash now.
    private RocksStore crash(Path running) throws IOException {
        Path image = parent.resolve("image" + images++);
        // With its mark: that one must never ask for more than was on disk.
        new StoreImage(running).copyTo(image);
        return open(image);
    }

    @Test
    void afterEachStepTheMessageIsWhereTheStepLeftIt() throws Exception {
        Path running = parent.resolve("running");
        try (RocksStore store = open(running)) {
            Submission submission = TestMail.sent(clock.instant(), "a@example.net", "b@example.net");
            store.queue().submit(submission, 2);
            assertThat(dueAfterCrash(running)).containsExactly("a@example.net", "b@example.net");

            Lease lease = store.queue().lease(1, PATIENCE).getFirst();
            assertThat(dueAfterCrash(running)).containsExactly("a@example.net", "b@example.net");

            RecipientState done = TestMail.delivered(lease.recipients().get(0), clock.instant());
            RecipientState later = TestMail.deferred(lease.recipients().get(1), clock.instant());
            store.queue().settle(lease, List.of(done, later), List.of());
            assertThat(dueAfterCrash(running)).containsExactly("b@example.net");

            Lease last = store.queue().lease(1, PATIENCE).getFirst();
            store.queue().settle(last, TestMail.delivered(last, clock.instant()), List.of());
            try (RocksStore after = crash(running)) {
                assertThat(after.queue().lease(1, Duration.ZERO)).isEmpty();
                assertThat(after.queue().find(submission.mail().id()).map(QueuedMessage::due))
                        .contains(Optional.empty());
            }
        }
    }

    private List<String> dueAfterCrash(Path running) throws Exception {
        try (RocksStore after = crash(running)) {
            return after.queue().lease(10, PATIENCE).getFirst().addresses();
        }
    }

    @Test
    void underLoadNothingThatWasAcceptedBeforeTheCrashIsLost() throws Exception {
        Path running = parent.resolve("running");
        Set<MessageId> accepted = ConcurrentHashMap.newKeySet();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger settled = new AtomicInteger();
        try (RocksStore store = open(running);
                ExecutorService load = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                load.submit(() -> {
                    while (!stop.get()) {
                        Submission submission = TestMail.sent(clock.instant(), "a@example.net");
                        store.queue().submit(submission, 1);
                        accepted.add(submission.mail().id());
                    }
                });
            }
            load.submit(() -> {
                while (!stop.get()) {
                    for (Lease lease : store.queue().lease(4, Duration.ofMillis(10))) {
                        store.queue().settle(lease, TestMail.delivered(lease, clock.instant()), List.of());
                        settled.incrementAndGet();
                    }
                }
                return settled;
            });
            try {
                for (int round = 1; round <= 3; round++) {
                    int wanted = round * 60;
                    await().until(() -> accepted.size() >= wanted && settled.get() > 0);
                    assertNothingLost(running, Set.copyOf(accepted));
                }
            } finally {
                stop.set(true);
                load.shutdown();
                assertThat(load.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private void assertNothingLost(Path running, Set<MessageId> acceptedBefore) throws Exception {
        try (RocksStore after = crash(running)) {
            Set<MessageId> due = after.queue().lease(100_000, Duration.ZERO).stream()
                    .map(lease -> lease.mail().id())
                    .collect(Collectors.toSet());
            for (MessageId id : acceptedBefore) {
                boolean ended =
                        after.queue().find(id).filter(m -> m.due().isEmpty()).isPresent();
                assertThat(ended || due.contains(id))
                        .as("%s is due or ended", id)
                        .isTrue();
            }
            assertThat(after.queue().depth().setAside()).isZero();
        }
    }
}
