package org.posthorn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.TableName;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;

/// Copies of a store, and reading what nobody writes.
class StoreReaderTest {
    private static final Map<String, Class<? extends Record>> TABLES = Map.of("tenants", Tenant.class);

    @TempDir
    Path parent;

    private final TestClock clock = new TestClock();

    @Test
    void aCheckpointHasEverythingThatWasAcceptedAndNothingThatCameLater() throws Exception {
        Path copy = parent.resolve("copy");
        byte[] large = new byte[100_000]; // above what goes to a blob file
        Submission early = TestMail.sent(clock.instant(), "early@example.net");
        Submission big =
                new Submission(TestMail.sent(clock.instant(), "big@example.net").mail(), new Content(large));
        try (RocksStore store = open()) {
            store.queue().submit(early, 1);
            store.queue().submit(big, 1);
            store.settings().table(new TableName<>("tenants", Tenant.class)).put(TestMail.TENANT, "x", TestMail.TENANT);
            store.checkpoint(copy);
            store.queue().submit(TestMail.sent(clock.instant(), "late@example.net"), 1);
        }
        try (StoreReader reader = StoreReader.open(copy, TABLES)) {
            StoreReport report = reader.check(true);
            assertThat(report.problems()).isEmpty();
            assertThat(report.columns())
                    .contains(
                            new StoreReport.Count("queue", 2),
                            new StoreReport.Count("content", 2),
                            new StoreReport.Count("event", 2),
                            new StoreReport.Count("settings", 1));
            assertThat(entries(reader))
                    .hasSize(5)
                    .startsWith(new StoredEntry.Setting("tenants", TestMail.TENANT, "x", TestMail.TENANT));
        }
        try (RocksStore restored = RocksStore.open(config(copy), clock)) {
            assertThat(restored.queue().find(big.mail().id())).isPresent();
            assertThat(restored.queue().lease(10, Duration.ZERO))
                    .extracting(lease -> lease.content().sizeBytes())
                    .containsExactlyInAnyOrder(early.content().sizeBytes(), large.length);
        }
    }

    @Test
    void readingChangesNoFile() throws Exception {
        try (RocksStore store = open()) {
            store.queue().submit(TestMail.sent(clock.instant(), "a@example.net"), 1);
        }
        Set<String> before = files();
        try (StoreReader reader = StoreReader.open(directory(), TABLES)) {
            assertThat(reader.check(true).isSound()).isTrue();
        }
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void whatCannotBeReadIsReportedAndTheRestIsStillTold() throws Exception {
        Submission first = TestMail.sent(clock.instant(), "a@example.net");
        Submission second = TestMail.sent(clock.instant(), "b@example.net");
        try (RocksStore store = open()) {
            store.queue().submit(first, 1);
            store.queue().submit(second, 1);
            store.settings()
                    .table(new TableName<>("tenants", Tenant.class))
                    .put(TestMail.TENANT, "bad", TestMail.TENANT);
            store.settings()
                    .table(new TableName<>("tenants", Tenant.class))
                    .put(TestMail.TENANT, "good", TestMail.TENANT);
        }
        byte[] bad = Key.join(Key.text("tenants\0"), Key.join(Key.tenant(TestMail.TENANT), Key.text("bad")));
        try (Database database = Database.open(directory())) {
            database.write(
                    List.of(
                            new Batch.Change.Put(Column.SETTINGS, bad, new byte[] {1, 9}),
                            new Batch.Change.Delete(
                                    Column.CONTENT, Key.message(first.mail().id())),
                            new Batch.Change.Delete(
                                    Column.QUEUE, Key.message(second.mail().id()))),
                    true);
        }
        try (StoreReader reader = StoreReader.open(directory(), TABLES)) {
            StoreReport quick = reader.check(false);
            assertThat(quick.problems())
                    .extracting(StoreReport.Problem::column)
                    .containsExactlyInAnyOrder("settings", "queue");
            StoreReport whole = reader.check(true);
            assertThat(whole.problemCount()).isEqualTo(3);
            assertThat(whole.problems())
                    .extracting(StoreReport.Problem::what)
                    .contains("a queued message without content", "content without a queued message");
            assertThat(entries(reader))
                    .contains(new StoredEntry.Setting("tenants", TestMail.TENANT, "good", TestMail.TENANT))
                    .hasSize(4);
        }
    }

    @Test
    void aRowOfAnUnknownTableStaysBytes() throws Exception {
        try (RocksStore store = open()) {
            store.settings().table(new TableName<>("tenants", Tenant.class)).put(TestMail.TENANT, "x", TestMail.TENANT);
        }
        try (StoreReader reader = StoreReader.open(directory(), Map.of())) {
            assertThat(reader.check(true).isSound()).isTrue();
            assertThat(entries(reader)).singleElement().isInstanceOf(StoredEntry.OpaqueSetting.class);
        }
    }

    @Test
    void whereThereIsNoStoreNoneIsMade() {
        assertThatThrownBy(() -> StoreReader.open(directory(), TABLES))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no store in " + directory());
        assertThat(directory()).doesNotExist();
    }

    private static List<StoredEntry> entries(StoreReader reader) {
        List<StoredEntry> entries = new ArrayList<>();
        reader.export(entries::add);
        return entries;
    }

    private Set<String> files() throws IOException {
        try (var files = Files.list(directory())) {
            return files.map(file -> file.getFileName() + " " + file.toFile().length() + " "
                            + file.toFile().lastModified())
                    .collect(Collectors.toSet());
        }
    }

    private Path directory() {
        return parent.resolve("store");
    }

    private RocksStore open() throws IOException {
        return RocksStore.open(config(directory()), clock);
    }

    private static StoreConfig config(Path directory) {
        return new StoreConfig(directory, 1_000, 0, 1 << 20, Duration.ofDays(14), 1_000_000);
    }
}
