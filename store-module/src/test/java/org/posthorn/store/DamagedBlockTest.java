package org.posthorn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;

/// Blocks of tables and blobs that can't be read: set aside, counted, and the rest goes on.
class DamagedBlockTest {
    private static final int MESSAGES = 300;
    private static final Set<String> ACCEPTED = new HashSet<>();

    @TempDir
    static Path all;

    @TempDir
    Path parent;

    private final TestClock clock = new TestClock();
    private StoreImage image;

    @BeforeAll
    static void fill() throws IOException {
        TestClock clock = new TestClock();
        try (RocksStore store = StoreImage.open(all.resolve("store"), clock)) {
            for (int i = 0; i < MESSAGES; i++) {
                Mail mail = TestMail.sent(clock.instant(), i + "@example.net").mail();
                store.queue().submit(new Submission(mail, new Content(new byte[i % 2 == 0 ? 100 : 9_000])), 1);
                ACCEPTED.add(mail.id().toString());
            }
        }
    }

    @BeforeEach
    void copy() throws IOException {
        image = new StoreImage(all.resolve("store")).copyTo(parent.resolve("store"));
    }

    private Path tableOf(Column column) throws Exception {
        for (Path file : image.files(".sst")) {
            try (TableFile table = new TableFile(file)) {
                if (table.column().equals(column.title())) {
                    return file;
                }
            }
        }
        throw new IOException("no table of " + column);
    }

    private List<Lease> leaseAll(RocksStore store) throws InterruptedException {
        List<Lease> leases = new ArrayList<>();
        for (List<Lease> some = store.queue().lease(1_000, Duration.ZERO);
                !some.isEmpty();
                some = store.queue().lease(1_000, Duration.ZERO)) {
            leases.addAll(some);
        }
        return leases;
    }

    @Test
    void aDamagedBlockOfTheQueueIsSetAsideByIdAndTheRestStarts() throws Exception {
        StoreImage.flip(tableOf(Column.QUEUE), 9_000);
        Set<String> told = new HashSet<>();
        try (StoreReader reader = StoreReader.open(image.directory(), Map.of())) {
            StoreReport report = reader.check(false);
            assertThat(report.refusal()).isEmpty();
            report.problems().stream()
                    .filter(problem ->
                            problem.column().equals("queue") && problem.what().equals("damaged on disk"))
                    .forEach(problem -> told.add(problem.message()));
            assertThat(report.problems())
                    .extracting(StoreReport.Problem::column)
                    .contains("file", "queue");
        }
        assertThat(told).isNotEmpty().hasSizeLessThan(60);
        try (RocksStore store = image.open(clock)) {
            Set<String> found = new HashSet<>();
            for (Lease lease : leaseAll(store)) {
                found.add(lease.mail().id().toString());
                assertThat(lease.content().sizeBytes()).isPositive();
                store.queue().settle(lease, TestMail.delivered(lease, clock.instant()), List.of());
            }
            Set<String> lost = new HashSet<>(ACCEPTED);
            lost.removeAll(found);
            assertThat(lost).isEqualTo(told);
            assertThat(store.queue().depth().setAside()).isGreaterThanOrEqualTo(told.size());
            assertThat(store.queue().depth().queued()).isZero();
            // And goes on to take mail, over many flushes.
            for (int i = 0; i < 6; i++) {
                store.queue().submit(TestMail.sent(clock.instant(), "new@example.net"), 1);
                store.flush();
            }
            assertThat(store.stats().failures()).isZero();
        }
        try (RocksStore store = image.open(clock)) {
            assertThat(store.queue().depth().setAside()).isBetween((long) told.size(), told.size() + 2L);
            assertThat(store.queue().depth().queued()).isEqualTo(6);
        }
        try (StoreReader reader = StoreReader.open(image.directory(), Map.of())) {
            assertThat(reader.check(false).aside())
                    .extracting(StoreReport.Problem::message)
                    .containsAll(told);
        }
    }

    @Test
    void messagesWhoseBlobFileIsGoneAreSetAside() throws Exception {
        Files.delete(image.files(".blob").getFirst());
        try (RocksStore store = image.open(clock)) {
            int unreadable = 0;
            for (Lease lease : leaseAll(store)) {
                try {
                    lease.content();
                } catch (IllegalStateException e) {
                    assertThat(e).hasMessageContaining("is set aside");
                    unreadable++;
                }
            }
            assertThat(unreadable).isEqualTo(MESSAGES / 2);
            assertThat(store.queue().depth().setAside()).isEqualTo(MESSAGES / 2);
        }
    }

    @Test
    void damagedBlocksOfOtherColumnsStopNoStart() throws Exception {
        for (Column column : List.of(Column.FORMAT, Column.EVENT, Column.COUNTER, Column.CONTENT)) {
            StoreImage.flip(tableOf(column), 20);
        }
        try (StoreReader reader = StoreReader.open(image.directory(), Map.of())) {
            StoreReport report = reader.check(true);
            assertThat(report.refusal()).isEmpty();
            assertThat(report.problems())
                    .extracting(StoreReport.Problem::column)
                    .contains("file", "default", "event", "counter", "content");
            assertThat(reader.export(entry -> {}).isSound()).isFalse();
        }
        try (RocksStore store = image.open(clock)) {
            assertThat(leaseAll(store)).hasSize(MESSAGES);
            long before = store.events().last();
            store.queue().submit(TestMail.sent(clock.instant(), "new@example.net"), 1);
            assertThat(store.events().last()).isGreaterThan(before);
            assertThat(store.events().readAfter(0, 1_000, Duration.ZERO)).isNotEmpty();
        }
        image.open(clock).close();
    }

    @Test
    void aMissingTableIsNamedWithWhatToDo() throws Exception {
        Files.delete(tableOf(Column.QUEUE));
        assertThatThrownBy(() -> image.open(clock))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("does not open", ".sst", "posthorn repair");
    }
}
