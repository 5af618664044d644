package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.settings.ReceiptAction;
import tools.jackson.databind.JsonNode;

/// Mail that comes in is published to topics.
class ReceiptSnsTest {
    private static final int MOST_BYTES = 150 * 1024;
    private static final String HEADER = "Subject: x\r\n\r\n";

    @RegisterExtension
    static final Installation installation = Installation.capturing().with("retry.schedule=1s");

    @Given
    private static Path directory;

    @Given
    private static TestServer posthorn;

    private static ReceiptBench bench;
    private static WebHook hook;
    private static String topic;

    @BeforeAll
    static void start() throws Exception {
        hook = WebHook.start();
        posthorn.tenant(Installation.TENANT, "example.com");
        bench = new ReceiptBench(posthorn, Installation.TENANT);
        topic = bench.topic(directory, "mail", hook);
    }

    @AfterAll
    static void stop() {
        hook.close();
    }

    private static void publishes(ReceiptAction.Encoding encoding) {
        bench.acts(new ReceiptAction.Sns(topic, encoding));
    }

    @Test
    void textIsPublishedAsTextAndWhatIsNoneAsItsReplacement() throws Exception {
        publishes(ReceiptAction.Encoding.UTF_8);
        MessageId id = bench.receives("a@example.com", HEADER + "\"quoted\"\t\u0001 ünd \uD83D\uDE00\r\n");
        JsonNode told = ReceiptBench.told(hook, topic, id);
        assertThat(told.get("content").asString()).endsWith(HEADER + "\"quoted\"\t\u0001 ünd \uD83D\uDE00\r\n");
        assertThat(told.at("/receipt/action").toString())
                .isEqualTo("{\"type\":\"SNS\",\"topicArn\":\"" + topic + "\",\"encoding\":\"UTF8\"}");
    }

    @Test
    void aMessageOf150KilobytesIsPublishedAndOneOfAByteMoreIsNot() throws Exception {
        publishes(ReceiptAction.Encoding.BASE64);
        int trace = content(bench.receives("b@example.com", HEADER)).length - HEADER.length();

        String most = HEADER + "x".repeat(MOST_BYTES - trace - HEADER.length() - 2) + "\r\n";
        byte[] published = content(bench.receives("b@example.com", most));
        assertThat(published).hasSize(MOST_BYTES);
        assertThat(new String(published, StandardCharsets.US_ASCII)).endsWith(most);

        MessageId id = bench.receives("b@example.com", "X" + most);
        bench.waits(id, "Message size exceeds 150 KB");
        assertThat(hook.posts()).noneMatch(post -> post.body().contains("XSubject"));
    }

    private static byte[] content(MessageId id) {
        return Base64.getDecoder()
                .decode(ReceiptBench.told(hook, topic, id).get("content").asString());
    }

    @Test
    void forATopicThatIsGoneMailIsHandledAndTheNotificationLost() throws Exception {
        String gone = bench.topic(directory, "gone", hook);
        assertThat(CommandLineRun.on(directory, "topic", "delete", gone).code()).isZero();
        bench.acts(
                new ReceiptAction.Sns(gone, ReceiptAction.Encoding.UTF_8), new ReceiptAction.Stop(Optional.of(gone)));
        MessageId id = bench.receives("c@example.com", HEADER);
        bench.handled(id);
        publishes(ReceiptAction.Encoding.UTF_8);
        ReceiptBench.told(hook, topic, bench.receives("c@example.com", HEADER));
        assertThat(hook.posts())
                .noneMatch(post ->
                        post.body().contains("\\\"receipt\\\"") && post.body().contains(gone));
    }

    @Test
    void aStopTellsItsTopic() throws Exception {
        bench.acts(new ReceiptAction.Stop(Optional.of(topic)));
        JsonNode told = ReceiptBench.told(hook, topic, bench.receives("d@example.com", HEADER));
        assertThat(told.has("content")).isFalse();
        assertThat(told.at("/receipt/action/type").asString()).isEqualTo("Stop");
    }
}
