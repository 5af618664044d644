package org.posthorn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.delivery.IntakeRefusedException;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.event.Counters;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.TableName;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;

/// The store as a whole: starts, ends, damage and limits.
class RocksStoreTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path parent;

    private final TestClock clock = new TestClock();

    private Path directory() {
        return parent.resolve("store");
    }

    private RocksStore open() throws IOException {
        return RocksStore.open(new StoreConfig(directory(), 1_000, 0, 1 << 20, Duration.ofDays(14), 1_000_000), clock);
    }

    private Submission submit(RocksStore store, String recipient) {
        Submission submission = TestMail.sent(clock.instant(), recipient);
        store.queue().submit(submission, 1);
        return submission;
    }

    private void change(Batch.Change... changes) throws IOException {
        try (Database database = Database.open(directory())) {
            database.write(List.of(changes), true);
        }
    }

    @Test
    void theDirectoryIsItsOwnersOnly() throws IOException {
        try (RocksStore store = open()) {
            assertThat(store.queue().depth().queued()).isZero();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void everythingIsThereAfterARestart() throws Exception {
        Submission pending;
        Submission ended;
        long position;
        try (RocksStore store = open()) {
            ended = submit(store, "a@example.net");
            Lease lease = store.queue().lease(1, PATIENCE).getFirst();
            store.queue().settle(lease, TestMail.delivered(lease, clock.instant()), List.of());
            pending = submit(store, "b@example.net");
            position = store.events().readAfter(0, 10, PATIENCE).getLast().position();
            store.events().acknowledge("forwarder", position, List.of());
            store.settings().table(new TableName<>("tenants", Tenant.class)).put(TestMail.TENANT, "x", TestMail.TENANT);
        }
        try (RocksStore store = open()) {
            assertThat(store.queue().depth()).isEqualTo(new MailQueue.Depth(1, 0, 0));
            assertThat(store.queue().lease(10, PATIENCE))
                    .extracting(Lease::mail)
                    .containsExactly(pending.mail());
            assertThat(store.queue().find(ended.mail().id())).isPresent();
            assertThat(store.events().acknowledged("forwarder")).isEqualTo(position);
            assertThat(store.settings()
                            .table(new TableName<>("tenants", Tenant.class))
                            .get(TestMail.TENANT, "x"))
                    .contains(TestMail.TENANT);
            assertThat(store.counters().read(TestMail.TENANT, Instant.EPOCH))
                    .extracting(window -> window.counts().sent())
                    .containsExactly(2L);
            submit(store, "c@example.net");
            assertThat(store.events().readAfter(position, 10, PATIENCE))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.position()).isGreaterThan(position));
        }
    }

    record Job(int number, Optional<Instant> at) {}

    @Test
    void whatIsDueIsKnownAfterARestart() throws IOException {
        TableName<Job> jobs = new TableName<>("jobs", Job.class, Job::at);
        Instant now = clock.instant();
        try (RocksStore store = open()) {
            for (int i = 0; i < 2_000; i++) {
                Instant at = now.plusSeconds(i - 1_000);
                store.settings()
                        .table(jobs)
                        .putAll(List.of(new Table.Row<>(TestMail.TENANT, "job-" + i, new Job(i, Optional.of(at)))));
            }
        }
        try (RocksStore store = open()) {
            List<Integer> due = new ArrayList<>();
            store.settings()
                    .table(jobs)
                    .forEachDue(now, row -> due.add(row.value().number()));
            assertThat(due).isEqualTo(IntStream.rangeClosed(0, 1_000).boxed().toList());
        }
    }

    @Test
    void aSecondStoreOnTheSameDirectoryIsRefusedInPlainWords() throws IOException {
        try (RocksStore store = open()) {
            submit(store, "a@example.net");
            assertThatThrownBy(this::open)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is in use by another process");
            submit(store, "b@example.net");
        }
    }

    @Test
    void aNewerFormatIsRefusedInPlainWords() throws IOException {
        open().close();
        change(new Batch.Change.Put(
                Column.FORMAT,
                Key.text("version"),
                ByteBuffer.allocate(Integer.BYTES).putInt(99).array()));
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("newer Posthorn (format 99; this one reads up to 1)");
    }

    @Test
    void damagedRecordsAreSetAsideAndTheRestIsDelivered() throws Exception {
        List<Submission> mails = new ArrayList<>();
        try (RocksStore store = open()) {
            for (int i = 0; i < 5; i++) {
                mails.add(submit(store, i + "@example.net"));
            }
        }
        change(
                new Batch.Change.Put(Column.QUEUE, key(mails.get(0)), new byte[3]),
                new Batch.Change.Put(
                        Column.QUEUE, key(mails.get(1)), "garbage in here".getBytes(StandardCharsets.UTF_8)),
                new Batch.Change.Put(Column.QUEUE, new byte[] {1, 2}, new byte[20]),
                new Batch.Change.Delete(Column.CONTENT, key(mails.get(2))));
        try (RocksStore store = open()) {
            assertThat(store.queue().list(Optional.empty(), 10)).hasSize(3);
            List<Lease> leases = store.queue().lease(10, PATIENCE);
            assertThat(leases)
                    .extracting(Lease::mail)
                    .containsExactlyInAnyOrder(
                            mails.get(2).mail(),
                            mails.get(3).mail(),
                            mails.get(4).mail());
            for (Lease lease : leases) {
                if (lease.mail().equals(mails.get(2).mail())) {
                    assertThatThrownBy(lease::content)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("its content is missing");
                    store.queue().release(lease, clock.instant()); // of no effect: it was set aside
                    continue;
                }
                store.queue().settle(lease, TestMail.delivered(lease, clock.instant()), List.of());
            }
            assertThat(store.queue().depth()).isEqualTo(new MailQueue.Depth(0, 0, 4));
            assertThat(store.queue().find(mails.get(1).mail().id())).isEmpty();
        }
        try (RocksStore store = open()) {
            assertThat(store.queue().depth()).isEqualTo(new MailQueue.Depth(0, 0, 4));
        }
    }

    private static byte[] key(Submission submission) {
        return Key.message(submission.mail().id());
    }

    @Test
    void damagedEventsAndSettingsAreSetAsideToo() throws Exception {
        try (RocksStore store = open()) {
            submit(store, "a@example.net");
            submit(store, "b@example.net");
            Table<Tenant> table = store.settings().table(new TableName<>("tenants", Tenant.class));
            table.put(TestMail.TENANT, "bad", TestMail.TENANT);
            table.put(TestMail.TENANT, "good", TestMail.TENANT);
        }
        byte[] row = Key.join(Key.text("tenants\0"), Key.join(Key.tenant(TestMail.TENANT), Key.text("bad")));
        change(
                new Batch.Change.Put(Column.EVENT, Key.number(1), new byte[40]),
                new Batch.Change.Put(Column.SETTINGS, row, new byte[] {7}));
        try (RocksStore store = open()) {
            assertThat(store.events().readAfter(0, 10, PATIENCE))
                    .extracting(EventLog.Entry::position)
                    .containsExactly(2L);
            Table<Tenant> table = store.settings().table(new TableName<>("tenants", Tenant.class));
            assertThat(table.page(TestMail.TENANT, "", 10))
                    .extracting(Table.Row::name)
                    .containsExactly("good");
            assertThat(table.get(TestMail.TENANT, "bad")).isEmpty();
            assertThat(store.stats().setAsideRecords()).isEqualTo(2);
        }
    }

    @Test
    void belowTheFreeSpaceFloorIntakeIsRefusedAndDeliveryGoesOn() throws Exception {
        try (RocksStore store = open()) {
            submit(store, "a@example.net");
        }
        StoreConfig low = new StoreConfig(directory(), 10, Long.MAX_VALUE, 0, Duration.ofDays(1), 1_000_000);
        try (RocksStore store = RocksStore.open(low, clock)) {
            assertThatThrownBy(() -> submit(store, "b@example.net"))
                    .isInstanceOfSatisfying(
                            IntakeRefusedException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(IntakeRefusedException.Reason.DISK_LOW));
            Lease lease = store.queue().lease(1, PATIENCE).getFirst();
            store.queue().settle(lease, TestMail.delivered(lease, clock.instant()), List.of());
            assertThat(store.queue().depth().queued()).isZero();
        }
    }

    @Test
    void aSweepDeletesWhatIsOldAndEndedAndAcknowledgedAndNothingElse() throws Exception {
        try (RocksStore store = open()) {
            Submission oldPending = submit(store, "pending@example.net");
            Lease waiting = store.queue().lease(1, PATIENCE).getFirst();
            store.queue().release(waiting, clock.instant().plus(Duration.ofDays(60)));
            Submission oldEnded = submit(store, "old@example.net");
            end(store);
            clock.advance(Duration.ofDays(20));
            Submission newEnded = submit(store, "new@example.net");
            end(store);
            store.events().acknowledge("slow", 1, List.of());

            store.sweep(clock.instant());

            assertThat(store.queue().find(oldPending.mail().id())).isPresent();
            assertThat(store.queue().find(oldEnded.mail().id())).isEmpty();
            assertThat(store.queue().find(newEnded.mail().id())).isPresent();
            assertThat(positions(store)).containsExactly(2L, 3L);
            store.events().acknowledge("slow", 3, List.of());
            store.sweep(clock.instant());
            assertThat(positions(store)).containsExactly(3L);
            assertThat(store.counters().read(TestMail.TENANT, Instant.EPOCH))
                    .extracting(Counters.Window::start)
                    .containsExactly(clock.instant());
        }
    }

    @Test
    void aSweepKeepsNoMoreEventsThanAreAllowed() throws Exception {
        StoreConfig few = new StoreConfig(directory(), 100, 0, 1 << 20, Duration.ofDays(14), 3);
        try (RocksStore store = RocksStore.open(few, clock)) {
            for (int i = 0; i < 8; i++) {
                submit(store, "a@example.net");
            }
            store.events().acknowledge("slow", 2, List.of());
            store.sweep(clock.instant());
            assertThat(positions(store)).containsExactly(3L, 4L, 5L, 6L, 7L, 8L);
            store.events().forget("slow");
            store.sweep(clock.instant());
            assertThat(positions(store)).containsExactly(6L, 7L, 8L);
        }
    }

    @Test
    void theSharesOfAccountsAreKnownAgainAfterARestart() throws Exception {
        Tenant other = new Tenant("222222222222", "eu-west-1");
        StoreConfig small = new StoreConfig(directory(), 20, 0, 1 << 20, Duration.ofDays(1), 1_000_000);
        try (RocksStore store = RocksStore.open(small, clock)) {
            for (int i = 0; i < 17; i++) {
                submit(store, "a@example.net");
            }
            store.queue().submit(TestMail.sentBy(other, clock.instant(), "b@example.net"), 1);
        }
        try (RocksStore store = RocksStore.open(small, clock)) {
            assertThat(store.queue().accounts(9))
                    .containsExactly(
                            new MailQueue.AccountDepth(TestMail.TENANT.accountId(), 17, 0),
                            new MailQueue.AccountDepth("222222222222", 1, 0));
            submit(store, "a@example.net");
            assertThatThrownBy(() -> submit(store, "a@example.net"))
                    .isInstanceOfSatisfying(
                            IntakeRefusedException.class,
                            refused -> assertThat(refused.reason())
                                    .isEqualTo(IntakeRefusedException.Reason.ACCOUNT_SHARE));
            for (Lease lease : store.queue().lease(20, PATIENCE)) {
                store.queue().settle(lease, TestMail.delivered(lease, clock.instant()), List.of());
            }
            assertThat(store.queue().accounts(9))
                    .containsExactly(new MailQueue.AccountDepth(TestMail.TENANT.accountId(), 0, 1));
        }
    }

    private void end(RocksStore store) throws InterruptedException {
        Lease lease = store.queue().lease(1, PATIENCE).getFirst();
        store.queue().settle(lease, TestMail.delivered(lease, clock.instant()), List.of());
    }

    private static List<Long> positions(RocksStore store) throws InterruptedException {
        return store.events().readAfter(0, 10, Duration.ZERO).stream()
                .map(EventLog.Entry::position)
                .toList();
    }

    @Test
    void aClosedStoreRefusesEverythingWithoutHarm() throws IOException {
        RocksStore store = open();
        Submission submission = submit(store, "a@example.net");
        store.close();
        store.close();
        assertThatThrownBy(() -> submit(store, "b@example.net")).isInstanceOf(IntakeRefusedException.class);
        assertThatThrownBy(() -> store.queue().find(submission.mail().id())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.events().append(submission.mail(), List.of()))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void aDatabaseThatIsReopenedGoesOnWithWhatWasWritten() throws IOException {
        Files.createDirectories(directory());
        try (Database database = Database.open(directory())) {
            database.write(List.of(new Batch.Change.Put(Column.HISTORY, new byte[] {1}, new byte[] {2})), false);
            database.reopen();
            assertThat(database.get(Column.HISTORY, new byte[] {1})).contains(new byte[] {2});
            database.write(List.of(new Batch.Change.Delete(Column.HISTORY, new byte[] {1})), true);
            assertThat(database.get(Column.HISTORY, new byte[] {1})).isEmpty();
        }
    }

    @Test
    void contentIsHeldInMemoryWithinItsBudgetUntilItIsRead() throws Exception {
        StoreConfig small = new StoreConfig(directory(), 10, 0, 150, Duration.ofDays(1), 1_000_000);
        try (RocksStore store = RocksStore.open(small, clock)) {
            int size = submit(store, "a@example.net").content().sizeBytes();
            for (int i = 0; i < 8; i++) {
                submit(store, "a@example.net");
            }
            assertThat(store.stats().heldContentBytes()).isBetween((long) size, 150L);
            List<Lease> leases = store.queue().lease(10, PATIENCE);
            assertThat(leases).hasSize(9);
            assertThat(store.stats().heldContentBytes()).isBetween((long) size, 150L);
            MailQueue.Parked parked = store.queue().park(leases.getFirst());
            assertThat(store.queue().resume(parked).orElseThrow().content().sizeBytes())
                    .isEqualTo(size);
            leases.subList(1, leases.size())
                    .forEach(lease -> assertThat(lease.content().sizeBytes()).isEqualTo(size));
            assertThat(store.stats().heldContentBytes()).isZero();
        }
    }
}
