package org.posthorn.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// Measures receiving and prints tables for `docs/performance.md`: SMTP in, by one rule into a directory on the same
/// disk, in turn with a Postfix that puts the same mail into a maildir.
public final class ReceivingBench {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);
    private static final int POSTFIX_PART = 10;

    private final Path directory;
    private final Plan plan;
    private final PrintStream out;
    private double loadMillis;

    /// How much is measured.
    ///
    /// @param warmUp messages for Posthorn; Postfix gets a tenth of them
    /// @param messages of a round
    record Plan(int warmUp, int messages, int rounds, List<Integer> connections, List<Integer> bytes) {
        /// From `-Dbench.warmup`, `bench.messages`, `bench.rounds`, `bench.connections` and `bench.bytes`.
        static Plan ofProperties() {
            return new Plan(
                    Integer.getInteger("bench.warmup", 20_000),
                    Integer.getInteger("bench.messages", 2_000),
                    Integer.getInteger("bench.rounds", 5),
                    numbers("bench.connections", "16,64"),
                    numbers("bench.bytes", "2048,10240"));
        }

        private static List<Integer> numbers(String property, String otherwise) {
            return Arrays.stream(System.getProperty(property, otherwise).split(","))
                    .map(Integer::valueOf)
                    .toList();
        }
    }

    /// One kind of load.
    private record Load(int connections, int bytes, boolean signed, boolean kept, byte[] content) {
        String title() {
            return "%d, %s, %d KB, %s"
                    .formatted(
                            connections, kept ? "kept" : "one message each", bytes >> 10, signed ? "DKIM" : "unsigned");
        }
    }

    /// One round of one server.
    private record Turn(double acceptedPerSecond, double storedPerSecond, double cpuMillis, int refused) {}

    ReceivingBench(Path directory, Plan plan, PrintStream out) {
        this.directory = directory;
        this.plan = plan;
        this.out = out;
    }

    /// @param args the directory to work in; what is made there is deleted again
    public static void main(String[] args) throws Exception {
        // Postfix's sockets' paths must be short.
        Path parent = Files.createDirectories(Path.of(args[0]));
        Path directory = Files.createTempDirectory(parent, "in");
        try {
            new ReceivingBench(directory, Plan.ofProperties(), System.out).run();
        } finally {
            Bench.delete(directory);
        }
    }

    void run() throws IOException, InterruptedException, GeneralSecurityException {
        row(
                "Java %s, %d processors, %d MiB of heap, load average %.1f at the start.",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() >> 20,
                ProcessCpu.loadAverage());
        SyncedWrite disk = SyncedWrite.measure(directory, Duration.ofSeconds(1));
        row("");
        row(
                "A synced 4 KB write: p50 %.2f ms, p99 %.2f ms, %.0f/s.",
                disk.p50Millis(), disk.p99Millis(), disk.perSecond());
        row("");
        IncomingMail mail = new IncomingMail();
        Path place = Files.createTempDirectory("pf");
        try (RecordServer dns = new RecordServer(mail.records());
                DiscardSink nothing = DiscardSink.taking();
                BenchServer server = BenchServer.start(
                        directory.resolve("data"),
                        nothing,
                        "dns.servers=" + dns.address(),
                        "receiving.s3_directory=" + directory.resolve("mail"))) {
            Path bucket = Files.createDirectories(directory.resolve("mail/inbox"));
            Side posthorn = posthorn(server.receiving("inbox"), bucket);
            List<Load> loads = loads(mail);
            awaitRules(posthorn, loads.getFirst());
            warmUp(posthorn, loads, plan.warmUp());
            if (PostfixRun.isAvailable()) {
                try (PostfixRun run = PostfixRun.storing(place.resolve("p"))) {
                    Side postfix = new Side("Postfix", run.address(), run.box(), run::cpuMillis);
                    warmUp(postfix, loads, plan.warmUp() / POSTFIX_PART);
                    measure(List.of(posthorn, postfix), loads);
                }
            } else {
                measure(List.of(posthorn), loads);
            }
        } finally {
            Bench.delete(place);
        }
    }

    /// A server, and where it puts mail.
    ///
    /// @param box one file for each message
    private record Side(String name, InetSocketAddress address, Path box, Meter cpu) {}

    /// Processor time so far in milliseconds, without that of the load.
    private interface Meter {
        double millis() throws IOException;
    }

    private Side posthorn(InetSocketAddress address, Path bucket) {
        ProcessCpu cpu = new ProcessCpu();
        return new Side("Posthorn", address, bucket, () -> cpu.millis() - loadMillis);
    }

    private List<Load> loads(IncomingMail mail) throws GeneralSecurityException {
        List<Load> loads = new ArrayList<>();
        for (boolean signed : new boolean[] {true, false}) {
            for (int bytes : plan.bytes()) {
                byte[] content = mail.content(bytes, signed);
                for (int connections : plan.connections()) {
                    loads.add(new Load(connections, bytes, signed, true, content));
                    loads.add(new Load(connections, bytes, signed, false, content));
                }
            }
        }
        return loads;
    }

    /// Rules are seen about a second after they were made.
    private void awaitRules(Side side, Load load) throws InterruptedException, IOException {
        long deadline = System.nanoTime() + Sizes.LONGEST_STEP.toNanos();
        while (turn(side, load, 1).acceptedPerSecond() == 0 && System.nanoTime() - deadline < 0) {
            Thread.sleep(LOOK_AGAIN);
        }
    }

    private void warmUp(Side side, List<Load> loads, int messages) throws IOException, InterruptedException {
        for (Load load : loads) {
            turn(side, load, Math.max(1, messages / loads.size()));
        }
    }

    private void measure(List<Side> sides, List<Load> loads) throws IOException, InterruptedException {
        row("Least, median and most of %d rounds, %d messages each.", plan.rounds(), plan.messages());
        row("");
        row("| connections | server | accepted/s | stored/s | CPU ms a message | refused | load |");
        row("| --- | --- | ---: | ---: | ---: | ---: | ---: |");
        List<String> ratios = new ArrayList<>();
        for (Load load : loads) {
            List<List<Turn>> turns =
                    sides.stream().<List<Turn>>map(side -> new ArrayList<>()).toList();
            for (int round = 0; round < plan.rounds(); round++) {
                for (int i = 0; i < sides.size(); i++) {
                    turns.get(i).add(turn(sides.get(i), load, plan.messages()));
                }
            }
            for (int i = 0; i < sides.size(); i++) {
                List<Turn> all = turns.get(i);
                row(
                        "| %s | %s | %s | %s | %s | %d | %.1f |",
                        load.title(),
                        sides.get(i).name(),
                        spread("%.0f", all, Turn::acceptedPerSecond),
                        spread("%.0f", all, Turn::storedPerSecond),
                        spread("%.2f", all, Turn::cpuMillis),
                        all.stream().mapToInt(Turn::refused).sum(),
                        ProcessCpu.loadAverage());
            }
            if (sides.size() > 1) {
                ratios.add(ratios(load, turns.getFirst(), turns.getLast()));
            }
        }
        if (!ratios.isEmpty()) {
            row("");
            row("| Posthorn to Postfix | accepted | stored | CPU |");
            row("| --- | ---: | ---: | ---: |");
            ratios.forEach(line -> row("%s", line));
        }
    }

    private static String ratios(Load load, List<Turn> ours, List<Turn> theirs) {
        return "| %s | %s | %s | %s |"
                .formatted(
                        load.title(),
                        ratio(ours, theirs, Turn::acceptedPerSecond),
                        ratio(ours, theirs, Turn::storedPerSecond),
                        ratio(ours, theirs, Turn::cpuMillis));
    }

    /// Of each round, since a busy machine treats no two minutes alike.
    private static String ratio(List<Turn> ours, List<Turn> theirs, ToDoubleFunction<Turn> figure) {
        return spread(
                "%.2f",
                IntStream.range(0, ours.size())
                        .mapToDouble(i -> figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i))));
    }

    private static String spread(String format, List<Turn> turns, ToDoubleFunction<Turn> figure) {
        return spread(format, turns.stream().mapToDouble(figure));
    }

    private static String spread(String format, DoubleStream figures) {
        double[] sorted = figures.sorted().toArray();
        return DoubleStream.of(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1])
                .mapToObj(figure -> String.format(Locale.ROOT, format, figure))
                .collect(Collectors.joining(", "));
    }

    /// Hands in messages, waits until all of them are files, and takes those away.
    private Turn turn(Side side, Load load, int messages) throws IOException, InterruptedException {
        double cpu = side.cpu().millis();
        long start = System.nanoTime();
        SmtpLoad.Result result = new SmtpLoad(
                        side.address(), IncomingMail.SENDER, IncomingMail.RECIPIENT, load.content())
                .run(load.connections(), messages, load.kept());
        loadMillis += result.cpuMillis();
        long deadline = start + Sizes.LONGEST_STEP.toNanos();
        int stored = stored(side.box());
        while (stored < result.accepted() && System.nanoTime() - deadline < 0) {
            Thread.sleep(LOOK_AGAIN);
            stored = stored(side.box());
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double spent = side.cpu().millis() - cpu;
        if (stored != result.accepted()) {
            row("%s: %d of %d are stored.", side.name(), stored, result.accepted());
        }
        if (stored > 0) {
            Bench.deleteFiles(side.box());
        }
        return new Turn(result.perSecond(), stored / seconds, spent / Math.max(1, stored), result.refused());
    }

    /// Those that are written, not those that are being written.
    private static int stored(Path box) {
        String[] names = box.toFile().list((parent, name) -> !name.startsWith("."));
        return names == null ? 0 : names.length;
    }

    private void row(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
        out.flush();
    }
}
