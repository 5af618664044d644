package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.smtp.testing.LoopbackDns;
import software.amazon.awssdk.services.ses.SesClient;

/// A 250 to mail that comes in means that its actions are done, whatever happens to the server and its disk.
///
/// `-Dcrash.rounds=100` for more than the few rounds of an ordinary build; `-Dcrash.seed=N` repeats a run's moments.
@SuppressWarnings("unchecked") // the varargs of the SDK's builders
class ReceiptDurabilityTest {
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 3);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    private static final int CLIENTS = 6;
    private static final int MOST_MESSAGES = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    private Path directory;

    /// By the id of the reply, the subject.
    private final Map<String, String> taken = new ConcurrentHashMap<>();

    private final AtomicInteger subjects = new AtomicInteger();

    @Test
    @Timeout(3_600)
    void whatWasAnswered250EndsInItsActionThoughTheServerIsKilled() throws Exception {
        Random random = new Random(SEED);
        try (LoopbackDns dns = LoopbackDns.start()) {
            for (int round = 0; round < ROUNDS; round++) {
                ServerProcess server = start(directory, dns);
                try {
                    if (round == 0) {
                        store(server);
                    }
                    load(server, Duration.ofMillis(200 + random.nextInt(1_500)));
                } finally {
                    server.kill();
                }
            }
            ServerProcess server = start(directory, dns);
            try {
                server.endpoint("api");
                awaitStored(directory);
            } finally {
                assertThat(server.terminate()).as("exit code after SIGTERM").isZero();
            }
        }
        System.out.printf("receipt crash test: rounds=%d seed=%d answered=%d lost=0%n", ROUNDS, SEED, taken.size());
    }

    @Test
    @Timeout(300)
    void aFullDiskRefusesMailAndWhatWasTakenEndsInItsAction() throws Exception {
        assumeTrue(SmallDisk.isAvailable(directory), "skipped: needs root, mkfs.ext4 and loop devices");
        try (LoopbackDns dns = LoopbackDns.start();
                SmallDisk disk = SmallDisk.mount(directory);
                ServerProcess server = start(disk.path(), dns)) {
            store(server);
            String inbound = server.endpoint("inbound");
            for (int i = 0; i < 5; i++) {
                assertThat(send(inbound)).startsWith("250 2.0.0 Ok ");
            }
            disk.fill();
            String large = "text\r\n".repeat(20_000);
            String reply = send(inbound, large);
            for (int i = 0; i < MOST_MESSAGES && reply.startsWith("250"); i++) {
                reply = send(inbound, large);
            }
            assertThat(reply).isEqualTo("452 4.3.1 Insufficient system storage");
            disk.free();
            await("mail is taken again")
                    .atMost(PATIENCE)
                    .until(() -> send(inbound).startsWith("250"));
            awaitStored(disk.path());
        }
    }

    private static ServerProcess start(Path place, LoopbackDns dns) throws IOException {
        Files.createDirectories(place.resolve("mail/inbox"));
        return ServerProcess.start(
                place,
                "127.0.0.1:1",
                "receiving.s3_directory=" + place.resolve("mail"),
                "dns.servers=127.0.0.1:" + dns.address().getPort(),
                "retry.schedule=1s",
                "store.free_space_floor=0B");
    }

    /// All mail for example.com goes into the bucket `inbox`.
    private static void store(ServerProcess server) {
        try (SesClient ses = TestServer.client(server.api(), "123456789012", "any")) {
            ses.createReceiptRuleSet(r -> r.ruleSetName("main"));
            ses.createReceiptRule(r -> r.ruleSetName("main")
                    .rule(rule ->
                            rule.name("store").enabled(true).actions(a -> a.s3Action(s -> s.bucketName("inbox")))));
            ses.setActiveReceiptRuleSet(r -> r.ruleSetName("main"));
        }
    }

    /// Sends from several clients, then kills the server while they are at it.
    private void load(ServerProcess server, Duration time) throws Exception {
        String inbound = server.endpoint("inbound");
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> clients = IntStream.range(0, CLIENTS)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    try {
                        while (!stop.get()) {
                            send(inbound);
                        }
                    } catch (IOException e) {
                        // the server died: what was under way has no answer, and may or may not be stored
                    }
                }))
                .toList();
        int before = taken.size();
        await().atMost(PATIENCE).until(() -> taken.size() > before || !server.isAlive());
        server.waitFor(time);
        server.kill();
        stop.set(true);
        for (Thread client : clients) {
            client.join();
        }
    }

    private String send(String inbound) throws IOException {
        return send(inbound, "text\r\n".repeat(200));
    }

    private String send(String inbound, String text) throws IOException {
        String subject = "m" + subjects.incrementAndGet();
        String reply = SmtpText.send(
                inbound, "sender@example.net", "ann@example.com", "Subject: " + subject + "\r\n\r\n" + text);
        if (reply.startsWith("250 2.0.0 Ok ")) {
            taken.put(reply.substring("250 2.0.0 Ok ".length()).strip(), subject);
        }
        return reply;
    }

    private void awaitStored(Path place) throws IOException {
        Path bucket = place.resolve("mail/inbox");
        await("all that was answered is stored")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(missing(bucket)).isEmpty());
        assertThat(taken).isNotEmpty();
        for (Map.Entry<String, String> entry : taken.entrySet()) {
            assertThat(Files.readString(bucket.resolve(entry.getKey())))
                    .contains("\r\nSubject: " + entry.getValue() + "\r\n")
                    .endsWith("text\r\n");
        }
    }

    private List<String> missing(Path bucket) {
        List<String> missing = new ArrayList<>();
        taken.keySet().stream()
                .filter(id -> !Files.exists(bucket.resolve(id)))
                .limit(10)
                .forEach(missing::add);
        return missing;
    }
}
