package org.posthorn.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Measures a whole server in this JVM and prints tables for `docs/performance.md`: intake over HTTP beside the
/// disk's own speed, delivery to the last arrival, heap for each queued message.
///
/// The load generator and the SMTP sink share the processors with the server, and processor time counts all three.
public final class Bench {
    private static final Duration YARDSTICK = Duration.ofSeconds(1);
    private static final int ROUNDS = 5;
    private static final int POSTFIX_WARM_UP = 1_000;
    private static final double MIB = 1 << 20;

    private final Path directory;
    private final Sizes sizes;
    private final PrintStream out;

    Bench(Path directory, Sizes sizes, PrintStream out) {
        this.directory = directory;
        this.sizes = sizes;
        this.out = out;
    }

    /// @param args the directory to work in; what is made there is deleted again
    public static void main(String[] args) throws Exception {
        Path parent = Files.createDirectories(Path.of(args[0]));
        Path directory = Files.createTempDirectory(parent, "run");
        try {
            new Bench(directory, Sizes.ofProperties(), System.out).run();
        } finally {
            delete(directory);
        }
    }

    void run() throws IOException, InterruptedException {
        row(
                "Java %s, %d processors, %d MiB of heap, load average %.1f at the start.",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() >> 20,
                ProcessCpu.loadAverage());
        SyncedWrite disk = SyncedWrite.measure(directory, sizes.measured().dividedBy(2));
        row("");
        row(
                "A synced 4 KB write: p50 %.2f ms, p99 %.2f ms, %.0f/s.",
                disk.p50Millis(), disk.p99Millis(), disk.perSecond());
        row("");
        row(
                "| intake | accepted/s | p50 ms | p99 ms | synced writes/s just before | ratio | CPU ms a message | accepted | refused | load |");
        row("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        Queued queued = intakeAlone();
        intakeWithDelivery();
        row("");
        endToEnd();
        row("");
        heap(queued);
    }

    /// What the intake left behind.
    private record Queued(long messages, long heapBytes) {}

    private Queued intakeAlone() throws IOException, InterruptedException {
        try (DiscardSink sink = DiscardSink.holding();
                BenchServer server = heldServer("held", sink)) {
            HttpLoad load = server.load();
            load.run(sizes.loadConnections(), sizes.warmUp(), Sizes.LONGEST_STEP);
            for (int connections : sizes.connections()) {
                intake(connections + " connections", load, connections);
            }
            long missing = sizes.queued() - server.queued();
            if (missing > 0) {
                load.run(sizes.loadConnections(), (int) missing, Sizes.LONGEST_STEP);
            }
            Queued queued = new Queued(server.queued(), heapBytes());
            row("");
            bothFaces(server);
            // Lest the server wait for the deliveries that are held.
            sink.hangUp();
            return queued;
        }
    }

    /// The versions of the API take turns, since a busy machine treats no two minutes alike.
    private void bothFaces(BenchServer server) throws InterruptedException {
        row("| SendEmail, %d connections | accepted/s | CPU ms a message | load |", sizes.loadConnections());
        row("| --- | ---: | ---: | ---: |");
        HttpLoad first = server.load();
        HttpLoad second = server.loadV2();
        second.run(sizes.loadConnections(), sizes.warmUp(), Sizes.LONGEST_STEP);
        List<Double> ratios = new ArrayList<>();
        List<Double> processor = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            Turn older = turn("API v1", first);
            Turn newer = turn("API v2", second);
            ratios.add(newer.perSecond() / older.perSecond());
            processor.add(newer.cpuMillis() / older.cpuMillis());
        }
        ratios.sort(null);
        processor.sort(null);
        row("");
        row(
                "API v2 to API v1: %.2f, %.2f, %.2f times as many (least, median, most of %d rounds), %.2f of the processor"
                        + " time (median).",
                ratios.getFirst(), ratios.get(ROUNDS / 2), ratios.getLast(), ROUNDS, processor.get(ROUNDS / 2));
    }

    private record Turn(double perSecond, double cpuMillis) {}

    private Turn turn(String title, HttpLoad load) throws InterruptedException {
        ProcessCpu cpu = new ProcessCpu();
        HttpLoad.Result result = load.run(sizes.loadConnections(), sizes.deliveries(), Sizes.LONGEST_STEP);
        Turn turn = new Turn(result.perSecond(), cpu.millis() / result.accepted());
        row("| %s | %.0f | %.2f | %.1f |", title, turn.perSecond(), turn.cpuMillis(), ProcessCpu.loadAverage());
        return turn;
    }

    private void intakeWithDelivery() throws IOException, InterruptedException {
        try (DiscardSink sink = DiscardSink.taking();
                BenchServer server = BenchServer.start(directory.resolve("delivering"), sink)) {
            HttpLoad load = server.load();
            load.run(sizes.loadConnections(), sizes.warmUp(), Sizes.LONGEST_STEP);
            intake(sizes.loadConnections() + ", delivery running", load, sizes.loadConnections());
        }
    }

    private void intake(String title, HttpLoad load, int connections) throws IOException, InterruptedException {
        SyncedWrite disk = SyncedWrite.measure(directory, min(YARDSTICK, sizes.measured()));
        ProcessCpu cpu = new ProcessCpu();
        HttpLoad.Result result = load.run(connections, sizes.measured());
        double cpuMillis = cpu.millis();
        row(
                "| %s | %.0f | %.1f | %.1f | %.0f | %.2f | %.2f | %d | %d | %.1f |",
                title,
                result.perSecond(),
                result.p50Millis(),
                result.p99Millis(),
                disk.perSecond(),
                result.perSecond() / disk.perSecond(),
                cpuMillis / result.accepted(),
                result.accepted(),
                result.refused(),
                ProcessCpu.loadAverage());
    }

    /// Posthorn and Postfix take turns, since a busy machine treats no two minutes alike.
    private void endToEnd() throws IOException, InterruptedException {
        row(
                "| end to end, %d connections that are kept | arrived | accepted/s | messages/s, first submit to last arrival | CPU ms a message | load |",
                sizes.loadConnections());
        row("| --- | ---: | ---: | ---: | ---: | ---: |");
        // Its sockets' paths must be short.
        Path place = Files.createTempDirectory("pf");
        try (DiscardSink sink = DiscardSink.taking();
                DiscardSink postfixSink = DiscardSink.taking();
                BenchServer server = BenchServer.start(directory.resolve("through"), sink)) {
            HttpLoad load = server.load();
            HttpLoad.Result warm = load.run(sizes.loadConnections(), sizes.warmUp(), Sizes.LONGEST_STEP);
            sink.await(warm.accepted(), Sizes.LONGEST_STEP);
            if (!PostfixRun.isAvailable()) {
                through(load, sink);
                return;
            }
            try (PostfixRun postfix = PostfixRun.start(place.resolve("p"), postfixSink)) {
                throughPostfix(postfix, postfixSink, POSTFIX_WARM_UP);
                List<Double> ratios = new ArrayList<>();
                for (int round = 0; round < ROUNDS; round++) {
                    double ours = through(load, sink);
                    ratios.add(ours / throughPostfix(postfix, postfixSink, sizes.deliveries()));
                }
                ratios.sort(null);
                row("");
                row(
                        "Posthorn to Postfix: %.1f, %.1f, %.1f times as fast (least, median, most of %d rounds).",
                        ratios.getFirst(), ratios.get(ROUNDS / 2), ratios.getLast(), ROUNDS);
            }
        } finally {
            delete(place);
        }
    }

    /// @return messages in a second
    private double through(HttpLoad load, DiscardSink sink) throws IOException, InterruptedException {
        long before = sink.messages();
        ProcessCpu cpu = new ProcessCpu();
        long start = System.nanoTime();
        HttpLoad.Result result = load.run(sizes.loadConnections(), sizes.deliveries(), Sizes.LONGEST_STEP);
        sink.await(before + result.accepted(), Sizes.LONGEST_STEP);
        double seconds = (System.nanoTime() - start) / 1e9;
        long arrived = sink.messages() - before;
        row(
                "| Posthorn, with load and sink | %d of %d | %.0f | %.0f | %.2f | %.1f |",
                arrived,
                result.accepted(),
                result.perSecond(),
                arrived / seconds,
                cpu.millis() / arrived,
                ProcessCpu.loadAverage());
        return arrived / seconds;
    }

    /// Messages of the same size, by SMTP on both sides.
    ///
    /// @return messages in a second
    private double throughPostfix(PostfixRun postfix, DiscardSink sink, int messages)
            throws IOException, InterruptedException {
        long before = sink.messages();
        double cpu = postfix.cpuMillis();
        long start = System.nanoTime();
        postfix.submit(messages, sizes.loadConnections(), SampleMail.TEXT_BYTES);
        double accepted = (System.nanoTime() - start) / 1e9;
        sink.await(before + messages, Sizes.LONGEST_STEP);
        double seconds = (System.nanoTime() - start) / 1e9;
        long arrived = sink.messages() - before;
        row(
                "| Postfix, without load and sink | %d of %d | %.0f | %.0f | %.2f | %.1f |",
                arrived,
                messages,
                messages / accepted,
                arrived / seconds,
                (postfix.cpuMillis() - cpu) / arrived,
                ProcessCpu.loadAverage());
        return arrived / seconds;
    }

    private void heap(Queued queued) throws IOException {
        row("| heap after a collection | messages queued | MiB | bytes a message |");
        row("| --- | ---: | ---: | ---: |");
        long empty;
        try (DiscardSink sink = DiscardSink.holding();
                BenchServer server = heldServer("empty", sink)) {
            empty = heapBytes();
            row("| a server just started | %d | %.1f | |", server.queued(), empty / MIB);
        }
        try (DiscardSink sink = DiscardSink.holding();
                BenchServer server = heldServer("held", sink)) {
            heapRow("just accepted, with the content kept in memory", queued.messages(), queued.heapBytes(), empty);
            heapRow("after a restart", server.queued(), heapBytes(), empty);
            sink.hangUp();
        }
    }

    private void heapRow(String title, long messages, long bytes, long empty) {
        row("| %s | %d | %.1f | %.0f |", title, messages, bytes / MIB, (bytes - empty) / (double) messages);
    }

    /// One that delivers nothing and holds as few messages as can be in delivery.
    private BenchServer heldServer(String name, DiscardSink sink) throws IOException {
        return BenchServer.start(directory.resolve(name), sink, "relay.connections=1");
    }

    private static long heapBytes() {
        // The first one queues references and cleaners, whose objects the next one frees.
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void row(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
        out.flush();
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /// The files of a directory, which stays.
    static void deleteFiles(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    static void delete(Path directory) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
