package org.posthorn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.event.About;
import org.posthorn.engine.event.EventQuery;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.TableName;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;
import org.posthorn.store.CutDisk.Fate;

/// The power is cut under a running store, and its disk fails it: whatever of the unsynced is on disk then, the next
/// start is not refused, and finds what was answered.
///
/// A process works on a store ([CutLoad]) over a disk that writes down what is done to it (`cutdisk.c`); the test then
/// builds what cuts at many moments leave ([CutDisk]) and opens each. The next process goes on with one of these. In
/// every second run, the disk also fails some calls.
///
/// `-Dcuts.rounds=1000` for more cuts, `-Dcuts.seed=…` for others. Skipped where there is no C compiler.
class PowerCutTest {
    private static final int ROUNDS = Integer.getInteger("cuts.rounds", 40);
    private static final long SEED = Long.getLong("cuts.seed", 13);
    private static final int CUTS_OF_A_RUN = 10;
    private static final Map<String, Class<? extends Record>> TABLES = Map.of("tenants", Tenant.class);
    private static final int EIO = 5;
    private static final int ENOSPC = 28;

    /// What the disk does; `%d` is when.
    private static final List<String> FAULTS = List.of(
            "s %d 1 " + EIO,
            "w %d 5 " + ENOSPC,
            "s %d 3 " + EIO,
            "n %d 2 " + ENOSPC,
            "w %d 1 " + EIO,
            "p %d 3 " + EIO,
            "w %d 3 " + EIO);

    @TempDir
    Path directory;

    private final Random random = new Random(SEED);
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private Path library;

    @BeforeEach
    void compile() throws Exception {
        library = directory.resolve("cutdisk.so");
        Path source = directory.resolve("cutdisk.c");
        try (InputStream in = PowerCutTest.class.getResourceAsStream("/cutdisk.c")) {
            Files.copy(in, source);
        }
        Process compiler;
        try {
            compiler = new ProcessBuilder(
                            "cc", "-shared", "-fPIC", "-O1", "-o", library.toString(), source.toString(), "-ldl")
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("cc.log").toFile())
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "no C compiler: " + e.getMessage());
            return;
        }
        assertThat(compiler.waitFor())
                .as(Files.readString(directory.resolve("cc.log")))
                .isZero();
    }

    /// What was answered.
    private static final class Answers {
        private final Map<MessageId, byte[]> accepted = new HashMap<>();
        private final Map<String, Integer> put = new HashMap<>();
        private final Map<String, Integer> tried = new HashMap<>();
        private int refused;
        private int shut;

        Answers with(byte[] text) {
            Answers all = new Answers();
            all.accepted.putAll(accepted);
            all.put.putAll(put);
            all.tried.putAll(tried);
            new String(text, StandardCharsets.UTF_8).lines().forEach(all::line);
            return all;
        }

        private void line(String line) {
            List<String> words = List.of(line.split(" "));
            switch (words.getFirst()) {
                case "accepted" ->
                    accepted.put(
                            MessageId.parse(words.get(1)).orElseThrow(),
                            CutLoad.bytes(Integer.parseInt(words.get(2)), Integer.parseInt(words.get(3))));
                case "put" -> put.put(words.get(1), Integer.parseInt(words.get(2)));
                case "trying" -> tried.put(words.get(1), Integer.parseInt(words.get(2)));
                case "refused" -> refused++;
                case "shut" -> {
                    shut++;
                    assertThat(line).doesNotContain("less than was on disk", "there is no store");
                }
                default -> assertThat(line).isEqualTo("closed");
            }
        }
    }

    /// @param image what the cut leaves
    /// @param answers all that were given before it
    private record Cut(CutDisk.Image image, Answers answers) {}

    @Test
    @Timeout(value = 8, unit = TimeUnit.HOURS)
    void afterACutAtAnyMomentWhatWasAnsweredIsThere() throws Exception {
        Map<String, byte[]> empty = new HashMap<>();
        empty.put("store", null);
        CutDisk disk = new CutDisk(new CutDisk.Image(empty));
        Answers before = new Answers();
        int cuts = 0;
        for (int run = 0; cuts < ROUNDS; run++) {
            String fault = run % 2 == 0
                    ? ""
                    : FAULTS.get(run / 2 % FAULTS.size()).replace("%d", Integer.toString(1 + random.nextInt(150)));
            List<CutJournal.Op> ops = work(disk.seen(), run, fault);
            List<Integer> moments = moments(ops, Math.min(CUTS_OF_A_RUN, ROUNDS - cuts));
            List<Cut> made = new ArrayList<>();
            int played = 0;
            for (int moment : moments) {
                for (; played < moment; played++) {
                    disk.play(ops.get(played));
                }
                Fate data = fate();
                Fate names = fate();
                Cut cut = new Cut(disk.cut(random, data, names).without("answers"), before.with(disk.seen("answers")));
                String what = "run " + run + " " + fault + ", cut " + played + " of " + ops.size() + ", data " + data
                        + ", names " + names;
                try {
                    assertWhole(cut);
                } catch (Exception | AssertionError e) {
                    throw new AssertionError(what, e);
                }
                made.add(cut);
            }
            for (; played < ops.size(); played++) {
                disk.play(ops.get(played));
            }
            cuts += made.size();
            Answers all = before.with(disk.seen("answers"));
            count(ops, all, all.accepted.size() - before.accepted.size(), made.size());
            if (run % 3 != 2) {
                // Only the process is gone: what it did not sync may still be lost at a cut in the next run.
                disk.kill();
                before = all;
                outcomes.merge("kills", 1, Integer::sum);
            } else {
                Cut cut = made.get(random.nextInt(made.size()));
                disk = new CutDisk(cut.image());
                before = cut.answers();
            }
        }
        System.out.printf("power cuts: seed=%d lost=0 refused=0 %s%n", SEED, outcomes);
    }

    private void count(List<CutJournal.Op> ops, Answers all, int messages, int cuts) {
        boolean failed = ops.stream().anyMatch(op -> op.type() == 'F');
        outcomes.merge(failed ? "cuts in runs with errors" : "cuts in runs without", cuts, Integer::sum);
        outcomes.merge("messages answered", messages, Integer::sum);
        outcomes.merge("calls refused", all.refused, Integer::sum);
        outcomes.merge("starts that met an error", all.shut, Integer::sum);
    }

    private Fate fate() {
        return Fate.values()[random.nextInt(Fate.values().length)];
    }

    /// A part of them in the start, a part after the first error.
    private List<Integer> moments(List<CutJournal.Op> ops, int count) {
        int fault = 0;
        for (int i = 0; i < ops.size(); i++) {
            if (ops.get(i).type() == 'F') {
                fault = i;
            }
        }
        List<Integer> moments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            moments.add(
                    switch (i % 5) {
                        case 0 -> random.nextInt(Math.min(ops.size(), 150)) + 1;
                        case 1 -> ops.size() - random.nextInt(Math.min(ops.size(), 100));
                        case 2, 3 -> fault + random.nextInt(Math.min(ops.size() - fault, 400));
                        default -> random.nextInt(ops.size()) + 1;
                    });
        }
        moments.sort(Comparator.naturalOrder());
        return moments;
    }

    private List<CutJournal.Op> work(CutDisk.Image base, int run, String fault) throws Exception {
        Path root = directory.resolve("run");
        base.writeTo(root);
        Path journal = directory.resolve("journal");
        Files.deleteIfExists(journal);
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CutLoad.class.getName(),
                root.toString(),
                Integer.toString(200 + random.nextInt(400)),
                Integer.toString(run * 1_000_000),
                Boolean.toString(random.nextInt(3) == 0));
        builder.environment().put("LD_PRELOAD", library.toString());
        builder.environment().put("CUT_ROOT", root.toString());
        builder.environment().put("CUT_JOURNAL", journal.toString());
        if (!fault.isEmpty()) {
            builder.environment().put("CUT_FAULT", fault);
        }
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).as("the load ends").isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        delete(root);
        List<CutJournal.Op> ops = CutJournal.read(journal);
        assertThat(ops).hasSizeGreaterThan(100);
        return ops;
    }

    private static void delete(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void assertWhole(Cut cut) throws Exception {
        Path place = directory.resolve("cut");
        cut.image().writeTo(place);
        Path store = place.resolve("store");
        boolean isThere = Files.exists(store.resolve("CURRENT"));
        if (isThere) {
            try (StoreReader reader = StoreReader.open(store, TABLES)) {
                assertThat(reader.check(true).problems()).as("check").isEmpty();
            }
        }
        TestClock clock = new TestClock();
        clock.advance(Duration.ofHours(10));
        try (RocksStore opened = StoreImage.open(store, clock)) {
            look(opened, cut.answers(), clock);
        }
        delete(place);
    }

    private static void look(RocksStore store, Answers answers, TestClock clock) throws Exception {
        Map<MessageId, Lease> due = new HashMap<>();
        for (List<Lease> some = store.queue().lease(1_000, Duration.ZERO);
                !some.isEmpty();
                some = store.queue().lease(1_000, Duration.ZERO)) {
            some.forEach(lease -> due.put(lease.mail().id(), lease));
        }
        Set<MessageId> missing = new HashSet<>();
        for (Map.Entry<MessageId, byte[]> message : answers.accepted.entrySet()) {
            Lease lease = due.get(message.getKey());
            if (lease != null) {
                assertThat(lease.content().bytes()).isEqualTo(message.getValue());
            } else if (store.queue()
                    .find(message.getKey())
                    .filter(found -> found.due().isEmpty())
                    .isEmpty()) {
                missing.add(message.getKey());
            }
            assertThat(store.events().search(EventQuery.of(new About.Message(message.getKey()), Instant.EPOCH, 10)))
                    .as("events of %s", message.getKey())
                    .anyMatch(entry -> entry.event() instanceof MailEvent.Send);
        }
        assertThat(missing).as("of %d messages", answers.accepted.size()).isEmpty();
        Table<Tenant> table = store.settings().table(new TableName<>("tenants", Tenant.class));
        for (Map.Entry<String, Integer> put : answers.put.entrySet()) {
            Optional<Integer> found =
                    table.get(TestMail.TENANT, put.getKey()).map(row -> Integer.parseInt(row.accountId()));
            assertThat(found).as(put.getKey()).isPresent();
            assertThat(found.get()).as(put.getKey()).isBetween(put.getValue(), answers.tried.get(put.getKey()));
        }
        assertThat(store.queue().depth().setAside()).isZero();
        store.queue().submit(TestMail.sent(clock.instant(), "new@example.net"), 1);
    }
}
