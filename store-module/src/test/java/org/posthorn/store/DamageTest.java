package org.posthorn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.TableName;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;

/// Damage of every kind to every kind of file, by a seed: what was answered is there, or the start is refused with the
/// loss named, or it is set aside and counted. Never is anything missing in silence; and after a refusal `repair` saves
/// what was not hit.
///
/// `-Ddamage.rounds=5000` for more cases, `-Ddamage.seed=…` for others.
class DamageTest {
    private static final int ROUNDS = Integer.getInteger("damage.rounds", 120);
    private static final long SEED = Long.getLong("damage.seed", 13);
    private static final Map<String, Class<? extends Record>> TABLES = Map.of("tenants", Tenant.class);

    @TempDir
    static Path all;

    private static final List<Image> IMAGES = new ArrayList<>();

    /// @param content of the messages that wait, by id
    /// @param ended messages that must not be delivered again
    record Image(String name, StoreImage files, Map<MessageId, byte[]> content, Set<MessageId> ended, int settings) {}

    @BeforeAll
    static void fill() throws Exception {
        killedThreeTimes();
        killedWithTables();
    }

    private static void killedThreeTimes() throws Exception {
        Filling filling = new Filling(new StoreImage(all.resolve("small0")));
        for (int i = 0; i < 3; i++) {
            try (RocksStore store = filling.image.open(filling.clock)) {
                filling.fill(store, 20, 2);
                filling.image = StoreImage.of(store, filling.image.directory(), all.resolve("small" + (i + 1)));
            }
        }
        IMAGES.add(filling.done("logs"));
    }

    private static void killedWithTables() throws Exception {
        Filling filling = new Filling(new StoreImage(all.resolve("large0")));
        for (int i = 0; i < 3; i++) {
            try (RocksStore store = filling.image.open(filling.clock)) {
                filling.fill(store, 60, 10);
            }
        }
        filling.image = filling.image.copyTo(all.resolve("stopped"));
        IMAGES.add(filling.done("stopped"));
        filling.image = filling.image.copyTo(all.resolve("running"));
        try (RocksStore store = filling.image.open(filling.clock)) {
            filling.fill(store, 40, 10);
            filling.image = StoreImage.of(store, filling.image.directory(), all.resolve("large1"));
        }
        IMAGES.add(filling.done("killed"));
    }

    private static final class Filling {
        private final TestClock clock = new TestClock();
        private final Random random = new Random(SEED);
        private final Map<MessageId, byte[]> content = new HashMap<>();
        private final Set<MessageId> ended = new HashSet<>();
        private StoreImage image;
        private int settings;

        Filling(StoreImage image) {
            this.image = image;
        }

        void fill(RocksStore store, int messages, int toEnd) throws Exception {
            Table<Tenant> table = store.settings().table(new TableName<>("tenants", Tenant.class));
            for (int i = 0; i < messages; i++) {
                if (i % 4 == 0) {
                    table.put(TestMail.TENANT, "row" + settings++, TestMail.TENANT);
                }
                Mail mail = TestMail.sent(clock.instant(), i + "@example.net").mail();
                byte[] bytes = new byte[i % 5 == 0 ? 9_000 : 300 + random.nextInt(600)];
                random.nextBytes(bytes);
                store.queue().submit(new Submission(mail, new Content(bytes)), 1);
                content.put(mail.id(), bytes);
                clock.advance(Duration.ofMillis(7));
            }
            for (Lease lease : store.queue().lease(toEnd, Duration.ZERO)) {
                store.queue().settle(lease, TestMail.delivered(lease, clock.instant()), List.of());
                ended.add(lease.mail().id());
                content.remove(lease.mail().id());
            }
        }

        Image done(String name) {
            return new Image(name, image, Map.copyOf(content), Set.copyOf(ended), settings);
        }
    }

    @Test
    @Timeout(value = 8, unit = TimeUnit.HOURS)
    void whateverIsDamagedNothingIsMissingInSilence() throws Exception {
        Random random = new Random(SEED);
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            Path place = Files.createDirectory(all.resolve("round"));
            Image image = IMAGES.get(random.nextInt(IMAGES.size()));
            Case one = new Case(image, image.files().copyTo(place.resolve("store")));
            String what = "round " + round + ", " + image.name() + ", " + one.damage(random);
            try {
                outcomes.merge(one.kind + " " + one.run(), 1, Integer::sum);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(what, e);
            }
            delete(place);
        }
        outcomes.forEach((outcome, count) -> System.out.println("damage: " + count + " x " + outcome));
    }

    private static void delete(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /// What is there of an image.
    ///
    /// @param missing messages that wait no more
    /// @param settings rows that are gone
    record Found(Set<MessageId> missing, int settings, long setAside) {}

    private static final class Case {
        private final Image image;
        private final StoreImage files;
        private final TestClock clock = new TestClock();
        private String kind = "";
        private boolean isFlip;

        Case(Image image, StoreImage files) {
            this.image = image;
            this.files = files;
            clock.advance(Duration.ofHours(1));
        }

        String damage(Random random) throws IOException {
            Map<String, List<Path>> kinds = new TreeMap<>();
            for (Path file : files.files()) {
                kinds.computeIfAbsent(kindOf(file), k -> new ArrayList<>()).add(file);
            }
            kinds.put("mark", List.of(Mark.file(files.directory())));
            kinds.remove("LOCK");
            List<String> names = List.copyOf(kinds.keySet());
            List<String> data = names.stream()
                    .filter(Set.of("log", "sst", "blob")::contains)
                    .toList();
            List<String> from = random.nextInt(3) > 0 ? data : names;
            kind = from.get(random.nextInt(from.size()));
            List<Path> those = kinds.get(kind);
            Path file = those.get(random.nextInt(those.size()));
            long size = Files.size(file);
            int way = size == 0 ? 3 : random.nextInt(4);
            long offset = size == 0 ? 0 : random.nextLong(size);
            isFlip = way == 0;
            switch (way) {
                case 0 -> StoreImage.flip(file, offset);
                case 1 -> StoreImage.truncate(file, offset);
                case 2 -> StoreImage.zero(file, offset / 4096 * 4096, 4096);
                default -> Files.delete(file);
            }
            return List.of("bit of", "cut", "zeroes in", "deleted").get(way) + " " + file.getFileName() + " at "
                    + offset + " of " + size;
        }

        private static String kindOf(Path file) {
            String name = file.getFileName().toString();
            int dot = name.lastIndexOf('.');
            int dash = name.indexOf('-');
            return dot > 0 ? name.substring(dot + 1) : dash > 0 ? name.substring(0, dash) : name;
        }

        String run() throws Exception {
            boolean checkSays = isCheckSound();
            Found found;
            try (RocksStore store = files.open(clock)) {
                found = look(store);
            } catch (IOException e) {
                assertThat(e.getMessage()).contains("posthorn repair");
                assertThat(checkSays).as("check agrees with the start").isFalse();
                return "refused, " + repaired();
            }
            if (found.missing().isEmpty() && found.settings() == 0) {
                return "nothing lost";
            }
            assertThat(found.setAside())
                    .as(
                            "%d messages and %d settings are missing, and counted",
                            found.missing().size(), found.settings())
                    .isPositive();
            assertThat(found.setAside()).isGreaterThanOrEqualTo(found.missing().size());
            assertThat(checkSays).as("check says so").isFalse();
            return "set aside";
        }

        private boolean isCheckSound() {
            try (StoreReader reader = StoreReader.open(files.directory(), TABLES)) {
                return reader.check(true).isSound();
            } catch (IOException e) {
                return false;
            }
        }

        private String repaired() throws Exception {
            Path target = files.directory().resolveSibling("repaired");
            List<String> before = listing();
            SalvageReport report = Salvage.run(files.directory(), target, clock);
            assertThat(listing()).isEqualTo(before);
            Found found;
            try (RocksStore store = StoreImage.open(target, clock)) {
                found = look(store);
            }
            int lost = found.missing().size();
            if (lost + found.settings() == 0) {
                return "repaired whole";
            }
            assertThat(report.isWhole()).as("%d are lost, and told", lost).isFalse();
            assertThat(kind)
                    .as("lost %d messages and %d settings: %s", lost, found.settings(), report)
                    .isIn("log", "sst", "blob");
            if (kind.equals("log") && isFlip) {
                assertThat(lost + found.settings()).as("one record was hit").isEqualTo(1);
            }
            return "repaired but for what was hit";
        }

        private List<String> listing() throws IOException {
            List<String> listing = new ArrayList<>();
            for (Path file : files.files()) {
                listing.add(file.getFileName() + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
            }
            return listing;
        }

        private Found look(RocksStore store) throws Exception {
            Map<MessageId, Lease> due = new HashMap<>();
            for (List<Lease> some = store.queue().lease(1_000, Duration.ZERO);
                    !some.isEmpty();
                    some = store.queue().lease(1_000, Duration.ZERO)) {
                some.forEach(lease -> due.put(lease.mail().id(), lease));
            }
            Set<MessageId> missing = new HashSet<>();
            for (Map.Entry<MessageId, byte[]> message : image.content().entrySet()) {
                Lease lease = due.remove(message.getKey());
                if (lease == null) {
                    missing.add(message.getKey());
                    continue;
                }
                try {
                    assertThat(lease.content().bytes()).isEqualTo(message.getValue());
                } catch (IllegalStateException e) {
                    missing.add(message.getKey());
                }
            }
            // What ended may come back with the record of its end lost, and nothing else does.
            assertThat(image.ended()).containsAll(due.keySet());
            if (!Set.of("log", "sst").contains(kind)) {
                assertThat(due).isEmpty();
            }
            Table<Tenant> table = store.settings().table(new TableName<>("tenants", Tenant.class));
            int settings = 0;
            for (int i = 0; i < image.settings(); i++) {
                if (table.get(TestMail.TENANT, "row" + i).isEmpty()) {
                    settings++;
                }
            }
            store.events().readAfter(0, 10_000, Duration.ZERO);
            // And it goes on.
            store.queue().submit(TestMail.sent(clock.instant(), "new@example.net"), 1);
            return new Found(missing, settings, store.queue().depth().setAside());
        }
    }
}
