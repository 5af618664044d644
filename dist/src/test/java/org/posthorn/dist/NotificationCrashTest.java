package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.EventType;
import tools.jackson.databind.JsonNode;

/// A server that is killed again and again between an event and its notification, with a hook that is down half of the
/// time: every event arrives, at least once.
///
/// `-Dkill.rounds=N` for more kills, `-Dkill.seed=N` for a run's times again.
class NotificationCrashTest {
    private static final int ROUNDS = Integer.getInteger("kill.rounds", 1) + 1;
    private static final long SEED = Long.getLong("kill.seed", System.nanoTime() & 0xffff_ffffL);
    private static final int EACH = 25;

    @TempDir
    private Path directory;

    @Test
    void everyEventReachesTheHookHoweverOftenTheServerDies() throws Exception {
        Random random = new Random(SEED);
        Set<String> sent = new HashSet<>();
        try (ScriptedPeer relay = ScriptedPeer.start();
                WebHook hook = WebHook.start()) {
            for (int round = 0; round <= ROUNDS; round++) {
                try (ServerProcess server = ServerProcess.start(directory, relay)) {
                    URI api = server.api();
                    try (SesClient ses = TestServer.client(api, "123456789012", "any")) {
                        if (round == 0) {
                            subscribe(ses, api, hook);
                        }
                        hook.answer(round % 2 == 0 ? 503 : 200);
                        if (round == ROUNDS) {
                            hook.answer(200);
                            await("all events (seed " + SEED + ")")
                                    .atMost(Duration.ofSeconds(90))
                                    .untilAsserted(() -> assertThat(told(hook)).containsAll(sent));
                            break;
                        }
                        for (int i = 0; i < EACH; i++) {
                            String id = ses.sendEmail(r -> r.source("shop@example.com")
                                            .destination(d -> d.toAddresses("you@example.net"))
                                            .message(m ->
                                                    m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t"))))
                                            .configurationSetName("set"))
                                    .messageId();
                            sent.add("Send " + id);
                            sent.add("Delivery " + id);
                        }
                    }
                    Thread.sleep(random.nextInt(400));
                    server.kill();
                }
            }
            List<String> all = hook.posts().stream()
                    .map(WebHook.Post::body)
                    .filter(body -> body.contains("eventType"))
                    .toList();
            System.out.printf(
                    "notification kill test: seed=%d kills=%d events=%d arrived=%d twice=%d%n",
                    SEED,
                    ROUNDS,
                    sent.size(),
                    told(hook).size(),
                    all.size() - told(hook).size());
        }
    }

    private void subscribe(SesClient ses, URI api, WebHook hook) throws Exception {
        String topic = run("topic", "create", "t", "--account", "123456789012")
                .get("topicArn")
                .asString();
        run("topic", "subscribe", topic, hook.url());
        String url = hook.await("the confirmation", post -> post.body().contains("SubscribeURL"))
                .json()
                .get("SubscribeURL")
                .asString();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(
                                    HttpRequest.newBuilder(URI.create(url)).build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(url).startsWith(api.toString());
        ses.createConfigurationSet(r -> r.configurationSet(set -> set.name("set")));
        ses.createConfigurationSetEventDestination(r -> r.configurationSetName("set")
                .eventDestination(d -> d.name("d")
                        .enabled(true)
                        .matchingEventTypes(EventType.SEND, EventType.DELIVERY)
                        .snsDestination(s -> s.topicARN(topic))));
    }

    private static Set<String> told(WebHook hook) {
        Set<String> told = new HashSet<>();
        for (WebHook.Post post : hook.posts()) {
            if (post.body().contains("eventType")) {
                JsonNode event = post.message();
                told.add(event.get("eventType").asString() + " "
                        + event.get("mail").get("messageId").asString());
            }
        }
        return told;
    }

    private JsonNode run(String... words) {
        return CommandLineRun.json(directory, words);
    }
}
