package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;

/// Kills the server with -9 between every two steps of a delivery, and starts it again: every recipient gets the
/// message, and gets it once, unless the relay had said 250 and the server had not yet written that down.
///
/// Each round takes each step once, with 1 or 3 recipients, to a relay with neither PIPELINING nor CHUNKING, with the
/// first, or with both; `-Dkill.rounds=6` takes all combinations.
class KillMatrixTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int ROUNDS = Integer.getInteger("kill.rounds", 1);

    /// What the relay offers beside 8BITMIME.
    private enum Dialect {
        PLAIN,
        PIPELINING,
        CHUNKING;

        PeerScript script() {
            return new PeerScript()
                    .offer("8BITMIME")
                    .offer(
                            switch (this) {
                                case PLAIN -> new String[0];
                                case PIPELINING -> new String[] {"PIPELINING"};
                                case CHUNKING -> new String[] {"PIPELINING", "CHUNKING"};
                            });
        }
    }

    @TempDir
    private Path directory;

    /// @param step empty: killed as soon as the API has answered
    private record Kill(Optional<StepProxy.Step> step, int recipients, Dialect dialect) {
        /// Whether the relay has the message when the server dies.
        boolean isAfterTheRelayTookIt() {
            return step.filter(s -> s.compareTo(StepProxy.Step.REPLY) >= 0).isPresent();
        }

        List<String> recipientsOf(String subject) {
            return Stream.iterate(1, i -> i + 1)
                    .limit(recipients)
                    .map(i -> "r" + i + "." + subject + "@example.net")
                    .toList();
        }
    }

    @Test
    @Timeout(3_600)
    void aKillBetweenAnyTwoStepsLosesNothingAndDoublesOnlyWhatWasTaken() throws Exception {
        List<Kill> kills = kills();
        int twice = 0;
        try (ScriptedPeer plain = ScriptedPeer.start(Dialect.PLAIN.script());
                ScriptedPeer pipelining = ScriptedPeer.start(Dialect.PIPELINING.script());
                ScriptedPeer chunking = ScriptedPeer.start(Dialect.CHUNKING.script());
                StepProxy proxy = StepProxy.start(plain)) {
            ServerProcess server = ServerProcess.start(directory, proxy.address());
            try {
                for (int i = 0; i < kills.size(); i++) {
                    Kill kill = kills.get(i);
                    ScriptedPeer relay = List.of(plain, pipelining, chunking)
                            .get(kill.dialect().ordinal());
                    String subject = "kill" + i;
                    proxy.letThrough(relay);
                    killAt(server, proxy, kill, subject);
                    proxy.letThrough(relay);
                    server = ServerProcess.start(directory, proxy.address());
                    for (String recipient : kill.recipientsOf(subject)) {
                        TestServer.arrived(relay, recipient);
                    }
                    awaitEmptyQueue(server.api());
                    int most = mostCopies(relay, kill.recipientsOf(subject));
                    twice += most > 1 ? 1 : 0;
                    if (!kill.isAfterTheRelayTookIt()) {
                        assertThat(most).as("copies after %s", kill).isEqualTo(1);
                    }
                    assertThat(most).as("copies after %s", kill).isLessThanOrEqualTo(2);
                }
            } finally {
                server.kill();
            }
        }
        System.out.printf("kill matrix: kills=%d lost=0 duplicated=%d%n", kills.size(), twice);
    }

    private static List<Kill> kills() {
        List<Optional<StepProxy.Step>> steps = new ArrayList<>(List.of(Optional.empty()));
        Stream.of(StepProxy.Step.values()).map(Optional::of).forEach(steps::add);
        List<Kill> kills = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < steps.size(); i++) {
                int combination = i + round;
                kills.add(new Kill(steps.get(i), combination % 2 == 0 ? 3 : 1, Dialect.values()[(i / 2 + round) % 3]));
            }
        }
        return kills;
    }

    private static void killAt(ServerProcess server, StepProxy proxy, Kill kill, String subject) throws Exception {
        URI api = server.api();
        CompletableFuture<Void> reached =
                kill.step().map(proxy::stopAt).orElseGet(() -> CompletableFuture.completedFuture(null));
        try (SesClient ses = TestServer.client(api, "123456789012", "any")) {
            ses.sendEmail(r -> r.source("shop@example.com")
                    .destination(d -> d.toAddresses(kill.recipientsOf(subject)))
                    .message(m -> m.subject(s -> s.data(subject))
                            .body(b -> b.text(t -> t.data("text of some length\r\n".repeat(500))))));
        }
        reached.get(TestServer.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        server.kill();
    }

    /// A second copy would be sent before this.
    private static void awaitEmptyQueue(URI api) {
        await("an empty queue").atMost(TestServer.PATIENCE).until(() -> {
            HttpRequest request =
                    HttpRequest.newBuilder(api.resolve("/metrics")).build();
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .contains("posthorn_queue_messages 0.0");
        });
    }

    /// The most copies that one of the recipients has.
    private static int mostCopies(ScriptedPeer relay, List<String> recipients) {
        List<String> arrived = relay.messages().stream()
                .map(ReceivedMessage::recipients)
                .flatMap(List::stream)
                .toList();
        return recipients.stream()
                .mapToInt(recipient ->
                        (int) arrived.stream().filter(recipient::equals).count())
                .max()
                .orElse(0);
    }
}
