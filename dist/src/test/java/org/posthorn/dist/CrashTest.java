package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ses.SesClient;

/// Kills the server with -9 at random moments under load, starts it again on the same directory, and looks for every
/// message that was answered 200. None may be missing; those that came twice are counted and printed.
///
/// `-Dcrash.rounds=100` for more than the few rounds of an ordinary build; `-Dcrash.seed=N` repeats a run's moments.
class CrashTest {
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 3);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    private static final int CLIENTS = 8;
    private static final Pattern MESSAGE_ID = Pattern.compile("(?m)^Message-ID: <(\\S+)@");

    @TempDir
    private Path directory;

    @Test
    @Timeout(3_600)
    void whatWasAnswered200ArrivesThoughTheServerIsKilled() throws Exception {
        Random random = new Random(SEED);
        Set<String> accepted = ConcurrentHashMap.newKeySet();
        AtomicInteger subjects = new AtomicInteger();
        try (ScriptedPeer relay = ScriptedPeer.start()) {
            for (int round = 0; round < ROUNDS; round++) {
                ServerProcess server = ServerProcess.start(directory, relay);
                try {
                    load(server, accepted, subjects, Duration.ofMillis(200 + random.nextInt(1_500)));
                } finally {
                    server.kill();
                }
            }
            ServerProcess server = ServerProcess.start(directory, relay);
            try {
                server.api();
                await().atMost(Duration.ofSeconds(120))
                        .until(() -> arrived(relay).keySet().containsAll(accepted));
            } finally {
                assertThat(server.terminate()).as("exit code after SIGTERM").isZero();
            }
            Map<String, Integer> arrivals = arrived(relay);
            Set<String> lost = new HashSet<>(accepted);
            lost.removeAll(arrivals.keySet());
            long twice = arrivals.values().stream().filter(count -> count > 1).count();
            System.out.printf(
                    "crash test: rounds=%d seed=%d accepted=%d arrived=%d lost=%d duplicated=%d%n",
                    ROUNDS, SEED, accepted.size(), arrivals.size(), lost.size(), twice);
            assertThat(lost).isEmpty();
            assertThat(accepted).isNotEmpty();
        }
    }

    /// Sends from several clients, then kills the server while they are at it.
    private static void load(ServerProcess server, Set<String> accepted, AtomicInteger subjects, Duration time)
            throws Exception {
        URI api = server.api();
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> clients = IntStream.range(0, CLIENTS)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    try (SesClient ses = TestServer.client(api, "123456789012", "any")) {
                        while (!stop.get()) {
                            String subject = "crash " + subjects.incrementAndGet();
                            accepted.add(ses.sendEmail(r -> r.source("shop@example.com")
                                            .destination(d -> d.toAddresses("ann@example.net"))
                                            .message(m -> m.subject(s -> s.data(subject))
                                                    .body(b -> b.text(t -> t.data("text")))))
                                    .messageId());
                        }
                    } catch (SdkException e) {
                        // the server died: what was under way has no answer, and may or may not arrive
                    }
                }))
                .toList();
        int before = accepted.size();
        await().atMost(Duration.ofSeconds(60)).until(() -> accepted.size() > before || !server.isAlive());
        server.waitFor(time);
        server.kill();
        stop.set(true);
        for (Thread client : clients) {
            client.join();
        }
    }

    private static Map<String, Integer> arrived(ScriptedPeer relay) {
        Map<String, Integer> arrivals = new TreeMap<>();
        for (ReceivedMessage message : relay.messages()) {
            Matcher matcher = MESSAGE_ID.matcher(message.text());
            if (matcher.find()) {
                arrivals.merge(matcher.group(1), 1, Integer::sum);
            }
        }
        return arrivals;
    }
}
