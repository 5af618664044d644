package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ses.SesClient;
import tools.jackson.databind.JsonNode;

/// What an operator does with mail that waits.
class QueueCommandsTest extends OperatorFixture {
    @Test
    void theQueueShowsWhatWaitsAndWhy() throws Exception {
        json("account", "create", "--id", "333333333333");
        json("account", "update", "--id", "333333333333", "--sandbox", "false");
        json("identity", "verify", "queue.example", "--account", "333333333333");
        JsonNode key = json("key", "create", "--account", "333333333333");
        String id;
        try (SesClient ses = posthorn.client(
                key.path("accessKeyId").asString(), key.path("secretAccessKey").asString())) {
            id = send(ses, "shop@queue.example", "busy@example.net", "taken@example.net");
        }
        JsonNode shown = await().atMost(TestServer.PATIENCE)
                .until(
                        () -> json("queue", "show", id),
                        message -> message.path("recipients")
                                        .path(0)
                                        .path("attempts")
                                        .asInt()
                                == 1);
        assertThat(shown.path("accountId").asString()).isEqualTo("333333333333");
        assertThat(shown.path("source").asString()).isEqualTo("shop@queue.example");
        JsonNode busy = shown.path("recipients").path(0);
        assertThat(busy.path("address").asString()).isEqualTo("busy@example.net");
        assertThat(busy.path("status").asString()).isEqualTo("PENDING");
        assertThat(busy.path("lastReply").asString()).isEqualTo("450 4.2.1 mailbox busy");
        assertThat(busy.path("due").asString()).isNotEmpty();
        assertThat(shown.path("recipients").path(1).path("status").asString()).isEqualTo("DELIVERED");
        assertThat(json("queue", "list")).contains(shown);
        assertThat(run("queue", "list").out()).contains(id);
    }

    @Test
    void aWaitingMessageIsRetriedAndDroppedOnDemand() throws Exception {
        String id = sendAs("666666666666", "wait.example", "busy@retry.example");
        JsonNode shown = attempted(id, 1);
        JsonNode attempt = shown.path("recipients").path(0).path("log").path(0);
        assertThat(attempt.path("at").asString()).isNotEmpty();
        assertThat(attempt.path("host").asString()).isEqualTo("127.0.0.1[127.0.0.1]:" + relay.port());
        assertThat(attempt.path("tls").asString()).isEmpty();
        assertThat(attempt.path("reply").asString()).isEqualTo("450 4.2.1 mailbox busy");

        json("queue", "retry", id);
        assertThat(attempted(id, 2).path("recipients").path(0).path("log")).hasSize(2);

        JsonNode dropped = json("queue", "drop", id);
        assertThat(dropped.path("recipients").path(0).path("status").asString()).isEqualTo("BOUNCED");
        assertThat(run("queue", "show", id).out()).contains("BOUNCED");
        Answer again = run("queue", "drop", id);
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("has no pending recipient any more");
    }

    @Test
    void manyMessagesAreRetriedAndDroppedByDestinationAfterAQuestion() throws Exception {
        String destination = "relay:" + relay.address();
        String one = sendAs("888888880001", "many.example", "busy@many.example");
        String two = sendAs("888888880001", "many.example", "busy@many.example");
        attempted(one, 1);
        attempted(two, 1);

        Answer elsewhere = run("queue", "retry", "--destination", "mx:other.example");
        assertThat(elsewhere.out())
                .isEqualTo("0 messages due now, 0 left alone that are being delivered or are due already\n");
        JsonNode retried = json("queue", "retry", "--destination", destination);
        assertThat(retried.path("messages").asInt()).isGreaterThanOrEqualTo(2);
        attempted(one, 2);
        attempted(two, 2);
        assertThat(json("queue", "retry", "--all").path("messages").asInt()).isGreaterThanOrEqualTo(2);
        attempted(one, 3);
        attempted(two, 3);

        Answer unasked = run("queue", "drop", "--destination", destination);
        assertThat(unasked.code()).isEqualTo(1);
        assertThat(unasked.err())
                .matches("posthorn: this is about \\d+ messages for " + Pattern.quote(destination)
                        + "; without a terminal to ask on, say --yes\n");
        assertThat(json("queue", "show", one).toString()).contains("PENDING");

        assertThat(json("queue", "drop", "--destination", "mx:other.example", "--yes")
                        .path("messages")
                        .asInt())
                .isZero();
        assertThat(json("queue", "drop", "--destination", destination, "--yes")
                        .path("messages")
                        .asInt())
                .isGreaterThanOrEqualTo(2);
        for (String id : List.of(one, two)) {
            assertThat(json("queue", "show", id)
                            .path("recipients")
                            .path(0)
                            .path("lastReply")
                            .asString())
                    .isEqualTo("554 5.0.0 Taken out of the queue by the operator");
        }
        assertThat(json("queue", "drop", "--all", "--yes").path("busy").asInt()).isZero();
    }

    @Test
    void aPausedDestinationKeepsItsMailUntilItIsResumed() throws Exception {
        String destination = "relay:" + relay.address();
        sendAs("777777777777", "pause.example", "first@pause.example");
        TestServer.arrived(relay, "first@pause.example");
        json("queue", "pause", destination);
        try {
            assertThat(destination(destination).path("paused").asBoolean()).isTrue();
            String id = sendAs("777777777777", "pause.example", "second@pause.example");
            await().atMost(TestServer.PATIENCE)
                    .until(() -> destination(destination).path("queued").asInt() > 0);
            assertThat(json("queue", "show", id)
                            .path("recipients")
                            .path(0)
                            .path("attempts")
                            .asInt())
                    .isZero();
        } finally {
            json("queue", "resume", destination);
        }
        TestServer.arrived(relay, "second@pause.example");
        assertThat(destination(destination).path("paused").asBoolean()).isFalse();
        assertThat(destination(destination).path("delivered").asInt()).isPositive();
    }

    private static JsonNode destination(String name) {
        return json("queue", "destinations")
                .valueStream()
                .filter(shown -> shown.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// F25.
    @Test
    void whatWaitsFitsTheTerminalUnlessItIsWantedWide() throws Exception {
        String id = sendAs("121212121212", "narrow.example", "busy@narrow.example");
        attempted(id, 1);
        for (String words : List.of("queue list", "queue destinations", "queue show " + id)) {
            Answer narrow = runIn(Map.of("COLUMNS", "80"), words.split(" "));
            assertThat(narrow.code()).as(narrow.err()).isZero();
            assertThat(narrow.out().lines()).as(words).allMatch(line -> line.length() <= 80);
        }
        assertThat(runIn(Map.of("COLUMNS", "80"), "queue", "list").out())
                .contains(id + "\n")
                .containsPattern("busy@narrow\\.example  PENDING, 1 attempt, due [-0-9]{10}T[:0-9]{8}Z\n");
        assertThat(runIn(Map.of("COLUMNS", "80"), "queue", "list", "--wide").out())
                .startsWith("id ")
                .matches(text -> text.lines().anyMatch(line -> line.length() > 80));
    }
}
