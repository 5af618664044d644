package org.posthorn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.delivery.Captures.Captured;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Notice;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.TableName;
import org.posthorn.engine.testing.NoticesContract;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;
import org.posthorn.engine.topic.Notices.Depth;
import org.posthorn.engine.topic.Notices.Settled;

/// Notices, dead letters and captured mail: what earlier versions kept of them among the settings is carried over, and
/// backups, checks, exports and repairs know where they lie.
class CarriedOverTest {
    private static final TableName<Notice> NOTICES = new TableName<>("notice", Notice.class);
    private static final TableName<Notice> DEAD = new TableName<>("dead-notice", Notice.class);
    private static final TableName<CarriedOver.Stored> CAPTURED = new TableName<>("captured", CarriedOver.Stored.class);
    /// Above what goes to a blob file, and three of them above what one batch takes.
    private static final int LARGE = 2 << 20;

    @TempDir
    Path parent;

    private final TestClock clock = new TestClock();

    private Path directory() {
        return parent.resolve("store");
    }

    private RocksStore open(Path directory) throws IOException {
        return RocksStore.open(new StoreConfig(directory, 100, 0, 1 << 20, Duration.ofDays(14), 1_000), clock);
    }

    private static Notice notice(String subscription, String message) {
        return NoticesContract.notice(subscription, message, 0);
    }

    private Submission mail(int number) {
        byte[] bytes = new byte[number == 1 ? 100 : LARGE];
        bytes[0] = (byte) number;
        clock.advance(Duration.ofMillis(5));
        return TestMail.sent(clock.instant(), new Content(bytes), number + "@example.net");
    }

    /// As earlier versions kept it.
    private static void keepOld(Settings settings, Submission mail) {
        settings.table(CAPTURED)
                .put(
                        mail.mail().tenant(),
                        mail.mail().id().toString(),
                        new CarriedOver.Stored(mail.mail(), mail.content().bytes()));
    }

    private List<Submission> fillOld(RocksStore store) {
        Settings settings = store.settings();
        settings.table(NOTICES).put(Tenant.INSTALLATION, "a/0000000000000001abcd1234", notice("a", "1"));
        settings.table(NOTICES).put(Tenant.INSTALLATION, "a/0000000000000002abcd1234", notice("a", "2"));
        settings.table(NOTICES).put(Tenant.INSTALLATION, "b/0000000000000003abcd1234", notice("b", "3"));
        settings.table(DEAD).put(Tenant.INSTALLATION, "a/0000000000000000abcd1234", notice("a", "0"));
        List<Submission> mail = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            mail.add(mail(i));
            keepOld(settings, mail.getLast());
        }
        return mail;
    }

    private static void assertCarriedOver(RocksStore store, List<Submission> mail) {
        assertThat(store.notices().waiting("a", 10))
                .extracting(row -> row.notice().message())
                .containsExactly("1", "2");
        assertThat(store.notices().waiting("b", 10))
                .extracting(row -> row.notice())
                .containsExactly(notice("b", "3"));
        assertThat(store.notices().dead(10)).containsExactly(notice("a", "0"));
        assertThat(store.notices().depth()).isEqualTo(new Depth(3, 1, 0));
        assertThat(store.captures().ids())
                .containsExactlyElementsOf(
                        mail.stream().map(one -> one.mail().id()).toList());
        for (Submission one : mail) {
            Captured captured = store.captures().find(one.mail().id()).orElseThrow();
            assertThat(captured.mail()).isEqualTo(one.mail());
            assertThat(captured.content().bytes()).isEqualTo(one.content().bytes());
        }
        for (TableName<?> table : List.of(NOTICES, DEAD, CAPTURED)) {
            assertThat(store.settings().table(table).scan(Optional.empty(), 10))
                    .as(table.name())
                    .isEmpty();
        }
        assertThat(store.stats().setAsideRecords()).isZero();
    }

    @Test
    void rowsOfAnEarlierVersionAreCarriedOverAtTheFirstStart() throws Exception {
        List<Submission> mail;
        try (RocksStore store = open(directory())) {
            mail = fillOld(store);
        }
        try (RocksStore store = open(directory())) {
            assertCarriedOver(store, mail);
        }
        try (RocksStore store = open(directory())) {
            assertCarriedOver(store, mail);
            // What comes now lies behind what came then.
            store.notices().add(List.of(notice("a", "4")));
            assertThat(store.notices().waiting("a", 10))
                    .extracting(row -> row.notice().message())
                    .containsExactly("1", "2", "4");
        }
    }

    @Test
    void whatACrashLeftHalfwayIsCarriedOverByTheNextStart() throws Exception {
        List<Submission> mail;
        try (RocksStore store = open(directory())) {
            mail = fillOld(store);
        }
        Submission first = mail.getFirst();
        try (Database database = Database.open(directory())) {
            Batch batch = Batch.durable();
            RocksCaptures.stage(batch, new Captured(first.mail(), first.content()));
            batch.delete(
                            Column.SETTINGS,
                            settingKey(
                                    CAPTURED,
                                    first.mail().tenant(),
                                    first.mail().id() + ""))
                    .put(
                            Column.NOTICE,
                            RocksNotices.waitingKey("b/0000000000000003abcd1234"),
                            StoredRecord.encode(notice("b", "3")))
                    .delete(Column.SETTINGS, settingKey(NOTICES, Tenant.INSTALLATION, "b/0000000000000003abcd1234"));
            database.write(batch.changes(), true);
        }
        try (RocksStore store = open(directory())) {
            assertCarriedOver(store, mail);
        }
    }

    private static byte[] settingKey(TableName<?> table, Tenant tenant, String name) {
        return Key.join(Key.text(table.name() + '\0'), Key.join(Key.tenant(tenant), Key.text(name)));
    }

    @Test
    void aRowThatCannotBeReadIsSetAsideAndTheOthersAreCarriedOver() throws Exception {
        Submission good;
        try (RocksStore store = open(directory())) {
            good = mail(1);
            keepOld(store.settings(), good);
        }
        try (Database database = Database.open(directory())) {
            byte[] key = settingKey(CAPTURED, TestMail.TENANT, "0");
            database.write(List.of(new Batch.Change.Put(Column.SETTINGS, key, new byte[] {1, 9})), true);
        }
        try (RocksStore store = open(directory())) {
            assertThat(store.captures().ids()).containsExactly(good.mail().id());
            assertThat(store.stats().setAsideRecords()).isEqualTo(1);
        }
    }

    @Test
    void aBackupIsCheckedAndToldWithNoticesAndCapturedMail() throws Exception {
        Path copy = parent.resolve("copy");
        Submission captured = mail(2);
        try (RocksStore store = open(directory())) {
            fill(store, captured);
            store.checkpoint(copy);
        }
        try (StoreReader reader = StoreReader.open(copy, Map.of())) {
            StoreReport report = reader.check(true);
            assertThat(report.problems()).isEmpty();
            assertThat(report.columns())
                    .contains(new StoreReport.Count("notice", 2), new StoreReport.Count("captured", 2));
            List<StoredEntry> told = new ArrayList<>();
            reader.export(told::add);
            assertThat(told).hasSize(3);
            assertThat(told.subList(0, 2))
                    .extracting(entry -> ((StoredEntry.Noticed) entry).isDead() + " "
                            + ((StoredEntry.Noticed) entry).notice().message())
                    .containsExactly("true 1", "false 2");
            Captured mail = ((StoredEntry.Captured) told.getLast()).captured();
            assertThat(mail.mail()).isEqualTo(captured.mail());
            assertThat(mail.content().bytes()).isEqualTo(captured.content().bytes());
        }
        try (RocksStore restored = open(copy)) {
            assertFilled(restored, captured);
        }
    }

    /// One notice that is dead, one that waits, one captured message.
    private void fill(RocksStore store, Submission captured) {
        store.notices().add(List.of(notice("a", "1"), notice("a", "2")));
        store.notices().settle(store.notices().waiting("a", 1).getFirst(), new Settled.Dead(notice("a", "1")));
        store.captures().add(new Captured(captured.mail(), captured.content()));
    }

    private static void assertFilled(RocksStore store, Submission captured) {
        assertThat(store.notices().waiting("a", 10))
                .extracting(row -> row.notice().message())
                .containsExactly("2");
        assertThat(store.notices().dead(10)).extracting(Notice::message).containsExactly("1");
        assertThat(store.captures()
                        .find(captured.mail().id())
                        .orElseThrow()
                        .content()
                        .bytes())
                .isEqualTo(captured.content().bytes());
    }

    @Test
    void aRepairedStoreHasThem() throws Exception {
        Submission inTables = mail(2);
        Submission inLogs = mail(3);
        try (RocksStore store = open(directory())) {
            fill(store, inTables);
            store.flush();
            store.captures().add(new Captured(inLogs.mail(), inLogs.content()));
            store.notices().add(List.of(notice("b", "3")));
        }
        Path repaired = parent.resolve("repaired");
        SalvageReport report = Salvage.run(directory(), repaired, clock);
        assertThat(report.isWhole()).isTrue();
        try (RocksStore store = open(repaired)) {
            assertFilled(store, inTables);
            assertThat(store.captures()
                            .find(inLogs.mail().id())
                            .orElseThrow()
                            .content()
                            .bytes())
                    .isEqualTo(inLogs.content().bytes());
            assertThat(store.notices().waiting("b", 1)).hasSize(1);
        }
    }

    @Test
    void afterEachStepACrashLeavesANoticeInOnePlace() throws Exception {
        try (RocksStore store = open(directory())) {
            store.notices().add(List.of(notice("a", "1")));
            assertThat(afterCrash(1)).isEqualTo(new Depth(1, 0, 0));
            store.notices().settle(store.notices().waiting("a", 1).getFirst(), new Settled.Dead(notice("a", "1")));
            assertThat(afterCrash(2)).isEqualTo(new Depth(0, 1, 0));
            store.notices().revive(Optional.empty(), Instant.EPOCH);
            assertThat(afterCrash(3)).isEqualTo(new Depth(1, 0, 0));
            store.notices().settle(store.notices().waiting("a", 1).getFirst(), new Settled.Delivered());
            assertThat(afterCrash(4)).isEqualTo(new Depth(0, 0, 0));
        }
    }

    private Depth afterCrash(int step) throws Exception {
        Path image = parent.resolve("image" + step);
        new StoreImage(directory()).copyTo(image);
        try (RocksStore store = open(image)) {
            return store.notices().depth();
        }
    }

    @Test
    void checkFindsWhatDoesNotBelongTogetherAndAStartGoesPastIt() throws Exception {
        Submission lost = mail(2);
        Submission headless = mail(3);
        try (RocksStore store = open(directory())) {
            fill(store, lost);
            store.captures().add(new Captured(headless.mail(), headless.content()));
        }
        MessageId id = lost.mail().id();
        try (Database database = Database.open(directory())) {
            byte[] row = RocksNotices.waitingKey("a/bad");
            database.write(
                    List.of(
                            new Batch.Change.Put(Column.NOTICE, row, new byte[] {1, 9}),
                            new Batch.Change.Delete(Column.CAPTURED, RocksCaptures.contentKey(id)),
                            new Batch.Change.Delete(
                                    Column.CAPTURED,
                                    RocksCaptures.mailKey(headless.mail().id()))),
                    true);
        }
        try (StoreReader reader = StoreReader.open(directory(), Map.of())) {
            assertThat(reader.check(true).problems())
                    .extracting(problem -> problem.column() + ": " + problem.what())
                    .hasSize(3)
                    .contains("captured: captured mail without content", "captured: content without captured mail");
        }
        try (RocksStore store = open(directory())) {
            assertThat(store.captures().find(id)).isEmpty();
            assertThat(store.notices().depth().waiting()).isEqualTo(2);
            assertThat(store.notices().waiting("a", 10)).hasSize(1);
            assertThat(store.notices().depth().waiting()).as("it was set aside").isEqualTo(1);
            assertThat(store.stats().setAsideRecords()).isEqualTo(1);
        }
    }
}
