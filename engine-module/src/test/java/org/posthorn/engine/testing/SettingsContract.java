package org.posthorn.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.TableName;

/// What every [Settings] does.
public interface SettingsContract extends Ports.Opener {
    Tenant ONE = new Tenant("111111111111", "us-east-1");
    Tenant TWO = new Tenant("111111111111", "us-east-2");

    /// A setting with one component of most kinds.
    record Setting(String text, int number, Optional<Instant> at, List<String> words) {
        static Setting of(int number) {
            return new Setting("text " + number, number, Optional.of(TestClock.START), List.of("a", "b"));
        }

        static Setting ofText(String text) {
            return new Setting(text, 0, Optional.empty(), List.of());
        }
    }

    private Table<Setting> table() {
        return open(new TestClock()).settings().table(new TableName<>("settings-of-a-test", Setting.class));
    }

    @Test
    default void whatWasPutIsGot() {
        Table<Setting> table = table();
        assertThat(table.get(ONE, "a")).isEmpty();
        table.put(ONE, "a", Setting.of(1));
        assertThat(table.get(ONE, "a")).contains(Setting.of(1));
        table.put(ONE, "a", Setting.of(2));
        assertThat(table.get(ONE, "a")).contains(Setting.of(2));
    }

    @Test
    default void deleteSaysWhetherThereWasAValue() {
        Table<Setting> table = table();
        table.put(ONE, "a", Setting.of(1));
        assertThat(table.delete(ONE, "a")).isTrue();
        assertThat(table.delete(ONE, "a")).isFalse();
        assertThat(table.get(ONE, "a")).isEmpty();
    }

    @Test
    default void updateSeesTheOldValueAndAnEmptyResultDeletes() {
        Table<Setting> table = table();
        assertThat(table.update(ONE, "a", old -> Optional.of(Setting.of(old.isEmpty() ? 1 : -1))))
                .contains(Setting.of(1));
        assertThat(table.update(ONE, "a", old -> old.map(value -> Setting.of(value.number() + 1))))
                .contains(Setting.of(2));
        assertThat(table.get(ONE, "a")).contains(Setting.of(2));
        assertThat(table.update(ONE, "a", old -> Optional.empty())).isEmpty();
        assertThat(table.get(ONE, "a")).isEmpty();
    }

    /// Due at its time.
    TableName<Setting> DUE = new TableName<>("due-in-a-test", Setting.class, Setting::at);

    private static Setting dueAt(int number, int seconds) {
        return new Setting("text", number, Optional.of(TestClock.START.plusSeconds(seconds)), List.of());
    }

    private static List<Integer> due(Table<Setting> table, int seconds) {
        List<Integer> numbers = new ArrayList<>();
        table.forEachDue(
                TestClock.START.plusSeconds(seconds),
                row -> numbers.add(row.value().number()));
        return numbers;
    }

    @Test
    default void whatIsDueIsHandedOverTheLongestDueFirst() {
        Table<Setting> table = open(new TestClock()).settings().table(DUE);
        table.put(ONE, "later", dueAt(1, 30));
        table.put(ONE, "first", dueAt(2, 10));
        table.put(TWO, "second", dueAt(3, 20));
        table.put(TWO, "never", Setting.ofText("x"));
        assertThat(due(table, 9)).isEmpty();
        assertThat(due(table, 10)).containsExactly(2);
        assertThat(due(table, 29)).containsExactly(2, 3);
        assertThat(due(table, 99)).containsExactly(2, 3, 1);
        assertThat(due(table, 99)).containsExactly(2, 3, 1);
    }

    @Test
    default void everyWriteChangesWhatIsDue() {
        Settings settings = open(new TestClock()).settings();
        Table<Setting> table = settings.table(DUE);
        assertThat(due(table, 99)).isEmpty();
        table.put(ONE, "a", dueAt(1, 10));
        table.putAll(List.of(new Table.Row<>(ONE, "b", dueAt(2, 20)), new Table.Row<>(ONE, "c", dueAt(3, 30))));
        settings.write(List.of(
                new Settings.Change<>(DUE, TWO, "d", Optional.of(dueAt(4, 40))),
                new Settings.Change<>(DUE, TWO, "e", Optional.of(dueAt(5, 50)))));
        assertThat(due(table, 9)).isEmpty();
        assertThat(due(table, 99)).containsExactly(1, 2, 3, 4, 5);

        table.update(ONE, "a", old -> Optional.of(dueAt(1, 60)));
        table.update(ONE, "b", old -> Optional.of(Setting.ofText("never again")));
        table.delete(ONE, "c");
        settings.write(List.of(new Settings.Change<>(DUE, TWO, "d", Optional.empty())));
        table.putAll(List.of(new Table.Row<>(TWO, "e", dueAt(5, 70))));
        assertThat(due(table, 59)).isEmpty();
        assertThat(due(table, 99)).containsExactly(1, 5);
    }

    @Test
    default void whatIsDueMayBeChangedWhileItIsHandedOver() {
        Table<Setting> table = open(new TestClock()).settings().table(DUE);
        for (int i = 0; i < 5; i++) {
            table.put(ONE, "row-" + i, dueAt(i, i));
        }
        Instant now = TestClock.START.plusSeconds(10);
        List<String> seen = new ArrayList<>();
        table.forEachDue(now, row -> {
            seen.add(row.name());
            table.update(
                    row.tenant(), row.name(), old -> old.map(value -> dueAt(value.number(), 100 + value.number())));
        });
        assertThat(seen).containsExactly("row-0", "row-1", "row-2", "row-3", "row-4");
        assertThat(due(table, 10)).isEmpty();
        assertThat(due(table, 102)).containsExactly(0, 1, 2);
    }

    @Test
    default void updatesOfManyThreadsAreNotLost() throws Exception {
        Table<Setting> table = table();
        int threads = 8;
        int each = 10;
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> updates = new ArrayList<>();
            for (int i = 0; i < threads * each; i++) {
                updates.add(executor.submit(() -> table.update(
                        ONE,
                        "a",
                        old -> Optional.of(Setting.of(old.map(Setting::number).orElse(0) + 1)))));
            }
            for (Future<?> update : updates) {
                update.get();
            }
        }
        assertThat(table.get(ONE, "a").map(Setting::number)).contains(threads * each);
    }

    @Test
    default void tenantsAndTablesAreKeptApart() {
        Settings settings = open(new TestClock()).settings();
        Table<Setting> table = settings.table(new TableName<>("one", Setting.class));
        Table<Setting> other = settings.table(new TableName<>("one-more", Setting.class));
        table.put(ONE, "a", Setting.of(1));
        table.put(TWO, "a", Setting.of(2));
        other.put(ONE, "a", Setting.of(3));
        table.put(Tenant.INSTALLATION, "a", Setting.of(4));

        assertThat(table.get(ONE, "a")).contains(Setting.of(1));
        assertThat(table.get(TWO, "a")).contains(Setting.of(2));
        assertThat(table.get(Tenant.INSTALLATION, "a")).contains(Setting.of(4));
        assertThat(table.page(ONE, "", 10)).containsExactly(new Table.Row<>(ONE, "a", Setting.of(1)));
        table.delete(ONE, "a");
        assertThat(other.get(ONE, "a")).contains(Setting.of(3));
        assertThat(table.page(ONE, "", 10)).isEmpty();
        assertThat(table.scan(Optional.empty(), 10)).hasSize(2);
        assertThat(settings.table(new TableName<>("one", Setting.class)).get(TWO, "a"))
                .contains(Setting.of(2));
    }

    @Test
    default void theRowsOfAnAccountAreCountedOverItsRegionsAndInOne() {
        Table<Setting> table = table();
        for (String region : List.of("us-east-1", "eu-west-1")) {
            for (String name : List.of("a", "b")) {
                table.put(new Tenant("123456789012", region), name, Setting.of(1));
            }
        }
        table.put(new Tenant("12345678901", "us-east-1"), "a", Setting.of(1));
        table.put(new Tenant("123456789013", "us-east-1"), "a", Setting.of(1));

        assertThat(table.count("123456789012", 10)).isEqualTo(4);
        assertThat(table.count("123456789012", 3)).isEqualTo(3);
        assertThat(table.count("999999999999", 3)).isZero();
        assertThat(table.count(new Tenant("123456789012", "eu-west-1"), 10)).isEqualTo(2);
        assertThat(table.count(new Tenant("123456789012", "eu-west-1"), 1)).isEqualTo(1);
        assertThat(table.count(new Tenant("123456789012", "eu-west-2"), 1)).isZero();
    }

    @Test
    default void pagesFollowTheOrderOfTheNamesBytes() {
        Table<Setting> table = table();
        // The last one is above U+FFFF: its UTF-8 bytes sort behind U+FF5E's, its UTF-16 units before.
        List<String> names = List.of("A", "Z", "a", "ab", "b", "é", "\uff5e", "\ud83d\udcee");
        names.reversed().forEach(name -> table.put(ONE, name, Setting.ofText(name)));

        List<String> seen = new ArrayList<>();
        List<Table.Row<Setting>> page = table.page(ONE, "", 3);
        while (!page.isEmpty()) {
            page.forEach(row -> seen.add(row.name()));
            page = table.page(ONE, page.getLast().name(), 3);
        }
        assertThat(seen).isEqualTo(names);
        assertThat(table.page(ONE, "aa", 1)).extracting(Table.Row::name).containsExactly("ab");
    }

    @Test
    default void aScanGoesOverAllTenantsOnce() {
        Table<Setting> table = table();
        for (int i = 0; i < 10; i++) {
            table.put(i % 2 == 0 ? ONE : TWO, "name" + i, Setting.of(i));
        }
        table.put(Tenant.INSTALLATION, "name", Setting.of(10));
        List<Table.Row<Setting>> seen = new ArrayList<>(table.scan(Optional.empty(), 4));
        List<Table.Row<Setting>> page = seen;
        while (!page.isEmpty()) {
            page = table.scan(Optional.of(seen.getLast()), 4);
            seen.addAll(page);
        }
        assertThat(seen)
                .extracting(row -> row.value().number())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(0, 10).boxed().toList());
    }

    @Test
    default void manyRowsAreWrittenTogether() {
        Table<Setting> table = table();
        assertThat(table.get(ONE, "a")).isEmpty();
        table.put(ONE, "b", Setting.of(7));
        table.putAll(List.of(
                new Table.Row<>(ONE, "a", Setting.of(1)),
                new Table.Row<>(ONE, "b", Setting.of(2)),
                new Table.Row<>(TWO, "a", Setting.of(3))));
        table.putAll(List.of());
        assertThat(table.get(ONE, "a")).contains(Setting.of(1));
        assertThat(table.get(ONE, "b")).contains(Setting.of(2));
        assertThat(table.page(TWO, "", 9)).containsExactly(new Table.Row<>(TWO, "a", Setting.of(3)));
    }

    @Test
    default void aLargeValueIsReadBackToo() {
        Table<Setting> table = table();
        String large = "x".repeat(300_000);
        table.put(ONE, "large", Setting.ofText(large));
        assertThat(table.get(ONE, "large").map(Setting::text)).contains(large);
        table.put(ONE, "large", Setting.ofText("small"));
        assertThat(table.get(ONE, "large").map(Setting::text)).contains("small");
    }

    @Test
    default void rowsOfSeveralTablesAreWrittenTogether() {
        Settings settings = open(new TestClock()).settings();
        TableName<Setting> one = new TableName<>("one", Setting.class);
        TableName<Setting> two = new TableName<>("two", Setting.class);
        settings.table(one).put(ONE, "a", Setting.of(1));
        assertThat(settings.table(two).get(ONE, "a")).isEmpty();
        settings.write(List.of(
                new Settings.Change<>(one, ONE, "a", Optional.empty()),
                new Settings.Change<>(one, ONE, "none", Optional.empty()),
                new Settings.Change<>(two, ONE, "a", Optional.of(Setting.of(2))),
                new Settings.Change<>(two, TWO, "a", Optional.of(Setting.of(3)))));
        assertThat(settings.table(one).get(ONE, "a")).isEmpty();
        assertThat(settings.table(two).get(ONE, "a")).contains(Setting.of(2));
        assertThat(settings.table(two).get(TWO, "a")).contains(Setting.of(3));
        settings.write(List.of());
    }
}
