package org.posthorn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;

class GroupCommitTest {
    /// A disk that remembers what it was told, and fails or hangs when the test says so.
    private static final class ScriptedDisk implements GroupCommit.Disk {
        private record Write(Group group, List<Batch.Change> changes, boolean sync) {}

        private final List<Write> writes = new ArrayList<>();
        private int syncs;
        private int reopened;
        private boolean failing;
        private CountDownLatch gate = new CountDownLatch(0);
        private final CountDownLatch reached = new CountDownLatch(1);

        @Override
        public void write(Group group, List<Batch.Change> changes, boolean sync) throws IOException {
            reached.countDown();
            pass();
            synchronized (this) {
                if (failing) {
                    throw new IOException("no space left");
                }
                writes.add(new Write(group, List.copyOf(changes), sync));
            }
        }

        private void pass() throws IOException {
            try {
                if (!gate.await(20, TimeUnit.SECONDS)) {
                    throw new IOException("the gate stayed shut");
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public synchronized void sync() {
            syncs++;
        }

        @Override
        public synchronized Optional<Group> reopen() {
            reopened++;
            return writes.isEmpty()
                    ? Optional.of(Group.NONE)
                    : Optional.of(writes.getLast().group());
        }

        @Override
        public boolean isDamaged() {
            return false;
        }

        synchronized void fail(boolean fails) {
            failing = fails;
        }

        synchronized List<Write> writes() {
            return List.copyOf(writes);
        }

        synchronized int syncs() {
            return syncs;
        }

        synchronized int reopened() {
            return reopened;
        }
    }

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ScriptedDisk disk = new ScriptedDisk();
    private final Watermark watermark = new Watermark();
    private final GroupCommit commit = new GroupCommit(disk, watermark, Group.NONE, new TestClock(), PAUSE);
    private final Mail mail = TestMail.sent(TestClock.START, "a@example.net").mail();

    @AfterEach
    void close() {
        commit.close();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private Batch event(Batch batch) {
        return batch.events(mail, List.of(TestMail.bounce(mail, TestClock.START, "a@example.net")));
    }

    @Test
    void batchesThatWaitTogetherAreWrittenTogetherAndSyncedOnce() throws Exception {
        disk.gate = new CountDownLatch(1);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> calls = new ArrayList<>();
            calls.add(callers.submit(() -> commit.commit(Batch.durable().put(Column.QUEUE, bytes(0), bytes(0)))));
            assertThat(disk.reached.await(20, TimeUnit.SECONDS)).isTrue();
            for (int i = 1; i <= 50; i++) {
                int n = i;
                calls.add(callers.submit(() -> commit.commit(Batch.durable().put(Column.QUEUE, bytes(n), bytes(n)))));
            }
            await().until(() -> commit.waitingBatches() == 50);
            disk.gate.countDown();
            for (Future<?> call : calls) {
                call.get();
            }
        }
        assertThat(disk.writes()).hasSize(2);
        assertThat(disk.writes().get(1).changes()).hasSize(50);
        assertThat(disk.writes().get(1).sync()).isTrue();
    }

    @Test
    void whatIsOnlyWrittenIsSyncedSoonAfterByItself() {
        commit.commit(Batch.written().put(Column.QUEUE, bytes(1), bytes(1)));
        assertThat(disk.writes())
                .singleElement()
                .satisfies(write -> assertThat(write.sync()).isFalse());
        await().untilAsserted(() -> assertThat(disk.syncs()).isEqualTo(1));
    }

    @Test
    void eventsGetGrowingPositionsAndTheWatermarkFollows() {
        commit.commit(event(event(Batch.durable())));
        assertThat(watermark.position()).isEqualTo(2);
        commit.commit(event(Batch.written()));
        assertThat(watermark.position()).isEqualTo(3);
        assertThat(disk.writes().get(1).changes().getFirst()).isInstanceOfSatisfying(Batch.Change.Put.class, put -> {
            assertThat(put.column()).isEqualTo(Column.EVENT);
            assertThat(Key.numberOf(put.key())).isEqualTo(3);
        });
    }

    @Test
    void aFailedWriteFailsItsCallersAndWritingGoesOnWithoutARestart() {
        disk.fail(true);
        Batch refused = event(Batch.durable().putOrUndo(Column.QUEUE, bytes(1), bytes(1)));
        assertThatThrownBy(() -> commit.commit(refused))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("no space left");
        assertThat(watermark.position()).isZero();
        assertThat(commit.stats().failures()).isEqualTo(1);

        disk.fail(false);
        awaitCommit(() -> event(Batch.durable().put(Column.QUEUE, bytes(2), bytes(2))));

        assertThat(disk.reopened()).isZero();
        List<Batch.Change> changes = disk.writes().getFirst().changes();
        assertThat(changes.get(0))
                .isInstanceOfSatisfying(
                        Batch.Change.Delete.class,
                        undo -> assertThat(undo.key()).isEqualTo(bytes(1)));
        assertThat(changes.get(1))
                .isInstanceOfSatisfying(
                        Batch.Change.DeleteRange.class,
                        undo -> assertThat(undo.column()).isEqualTo(Column.EVENT));
        // Of message, account and recipient.
        assertThat(changes.subList(2, 5))
                .allSatisfy(change -> assertThat(change)
                        .isInstanceOfSatisfying(
                                Batch.Change.Delete.class,
                                undo -> assertThat(undo.column()).isEqualTo(Column.INDEX)));
        assertThat(watermark.position()).isGreaterThanOrEqualTo(2);
    }

    /// Commits such a batch as soon as the store takes one.
    private void awaitCommit(Supplier<Batch> batch) {
        await().ignoreExceptions().until(() -> {
            commit.commit(batch.get());
            return true;
        });
    }

    @Test
    void afterAFailureCommitsFailAtOnceButForATryNowAndThen() {
        disk.fail(true);
        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> commit.commit(Batch.durable().put(Column.QUEUE, bytes(1), bytes(1))))
                    .isInstanceOf(UncheckedIOException.class);
        }
        assertThat(commit.stats().failures()).isLessThan(25);
        disk.fail(false);
        awaitCommit(() -> Batch.durable().put(Column.QUEUE, bytes(1), bytes(1)));
    }

    @Test
    void theStoreFindsOutByItselfThatWritingWorksAgain() {
        disk.fail(true);
        assertThatThrownBy(() -> commit.commit(Batch.durable().put(Column.QUEUE, bytes(1), bytes(1))))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(commit.isFailing()).isTrue();
        disk.fail(false);
        await().until(() -> !commit.isFailing());
    }

    @Test
    void theDatabaseIsOpenedAnewWhenTryingAgainDoesNotHelp() {
        disk.fail(true);
        await().until(() -> {
            assertThatThrownBy(() -> commit.commit(Batch.durable().put(Column.QUEUE, bytes(1), bytes(1))))
                    .isInstanceOf(UncheckedIOException.class);
            return disk.reopened() == 1;
        });
        assertThat(commit.stats().failures()).isGreaterThanOrEqualTo(GroupCommit.PLAIN_TRIES);
        disk.fail(false);
        awaitCommit(() -> Batch.durable().put(Column.QUEUE, bytes(1), bytes(1)));
    }

    @Test
    void closingWritesWhatWaitsAndRefusesWhatComesLater() throws Exception {
        disk.gate = new CountDownLatch(1);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first =
                    callers.submit(() -> commit.commit(Batch.written().put(Column.QUEUE, bytes(1), bytes(1))));
            assertThat(disk.reached.await(20, TimeUnit.SECONDS)).isTrue();
            Future<?> second =
                    callers.submit(() -> commit.commit(Batch.written().put(Column.QUEUE, bytes(2), bytes(2))));
            await().until(() -> commit.waitingBatches() == 1);
            Future<?> closing = callers.submit(commit::close);
            disk.gate.countDown();
            first.get();
            second.get();
            closing.get();
        }
        assertThat(disk.writes()).hasSize(2);
        assertThat(disk.syncs()).isEqualTo(1);
        assertThatThrownBy(() -> commit.commit(Batch.written().put(Column.QUEUE, bytes(3), bytes(3))))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("the store is closed");
    }
}
