package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.engine.settings.ReceiptRule;
import tools.jackson.databind.JsonNode;

/// Mail that comes in goes into buckets of a directory.
class ReceiptS3Test {
    private static final String MESSAGE = """
            From: Sender <sender@example.org>
            Subject: =?utf-8?q?caf=C3=A9?=
            X-Folded: a
             b

            .dots
            ..and more, ünd 8 bit

            """.replace("\n", "\r\n");

    @TempDir
    private static Path directory;

    private static Path buckets;
    private static TestServer posthorn;
    private static ReceiptBench bench;
    private static WebHook hook;

    @BeforeAll
    static void start() throws Exception {
        buckets = Files.createDirectory(directory.resolve("buckets"));
        Files.createDirectory(buckets.resolve("example-mail"));
        Files.createDirectory(buckets.resolve("foreign"));
        hook = WebHook.start();
        posthorn = TestServer.start(
                directory,
                false,
                "relay.mode=capture",
                "account.sandbox=false",
                "retry.schedule=1s",
                "receiving.s3_directory=file://" + buckets,
                "receiving.buckets=123456789012:example-mail,123456789012:later,210987654321:foreign");
        posthorn.tenant(Installation.TENANT, "example.com");
        bench = new ReceiptBench(posthorn, Installation.TENANT);
    }

    @AfterAll
    static void stop() {
        posthorn.close();
        hook.close();
    }

    private static ReceiptAction.S3 s3(String bucket, String prefix, Optional<String> topic) {
        return new ReceiptAction.S3(
                bucket, Optional.of(prefix).filter(text -> !text.isEmpty()), Optional.empty(), topic);
    }

    private static Path object(String bucket, String prefix, MessageId id) {
        return buckets.resolve(bucket).resolve(prefix + ReceivedId.of(id));
    }

    @Test
    void anObjectIsTheMessageByteForByteAndItsTopicIsToldWithoutIt() throws Exception {
        String topic = bench.topic(directory, "stored", hook);
        String whole = bench.topic(directory, "whole", hook);
        bench.acts(
                s3("example-mail", "in/a-", Optional.of(topic)),
                new ReceiptAction.Sns(whole, ReceiptAction.Encoding.BASE64));
        MessageId id = bench.receives("a@example.com", MESSAGE);
        bench.handled(id);

        byte[] stored = Files.readAllBytes(object("example-mail", "in/a-", id));
        String text = new String(stored, StandardCharsets.UTF_8);
        assertThat(text)
                .startsWith("Return-Path: <sender@example.org>\r\nReceived: from test (")
                .endsWith(MESSAGE);
        JsonNode published = ReceiptBench.told(hook, whole, id);
        assertThat(Base64.getDecoder().decode(published.get("content").asString()))
                .isEqualTo(stored);

        JsonNode told = ReceiptBench.told(hook, topic, id);
        assertThat(told.propertyNames()).containsExactly("notificationType", "mail", "receipt");
        assertThat(told.at("/receipt/action/objectKey").asString()).isEqualTo("in/a-" + ReceivedId.of(id));
        assertThat(told.at("/receipt/action/objectKeyPrefix").asString()).isEqualTo("in/a-");
        assertThat(told.at("/receipt/action/bucketName").asString()).isEqualTo("example-mail");
        assertThat(told.at("/receipt/recipients").toString()).isEqualTo("[\"a@example.com\"]");
        assertThat(told.at("/mail/commonHeaders/subject").asString()).isEqualTo("café");
    }

    @Test
    void anAddedFieldIsInFrontForLaterActionsAndAStopEndsTheRules() throws Exception {
        bench.acts(List.of(
                new ReceiptRule(
                        "adds",
                        true,
                        false,
                        List.of(),
                        List.of(
                                s3("example-mail", "before-", Optional.empty()),
                                new ReceiptAction.AddHeader("X-Added", "by us"),
                                new ReceiptAction.AddHeader("X-Second", "too")),
                        false),
                new ReceiptRule(
                        "stops",
                        true,
                        false,
                        List.of("example.com"),
                        List.of(
                                s3("example-mail", "after-", Optional.empty()),
                                new ReceiptAction.Stop(Optional.empty()),
                                s3("example-mail", "stopped-", Optional.empty())),
                        false),
                new ReceiptRule(
                        "late",
                        true,
                        false,
                        List.of(),
                        List.of(s3("example-mail", "late-", Optional.empty())),
                        false)));
        MessageId id = bench.receives("b@example.com", MESSAGE);
        bench.handled(id);
        String before = Files.readString(object("example-mail", "before-", id));
        assertThat(before).startsWith("Return-Path:");
        assertThat(object("example-mail", "after-", id)).hasContent("X-Second: too\r\nX-Added: by us\r\n" + before);
        assertThat(object("example-mail", "stopped-", id)).doesNotExist();
        assertThat(object("example-mail", "late-", id)).doesNotExist();
    }

    @Test
    void aBucketThatIsNotThereIsWaitedForAndWhatWasDoneIsNotDoneAgain() throws Exception {
        bench.acts(s3("example-mail", "once-", Optional.empty()), s3("later", "", Optional.empty()));
        MessageId id = bench.receives("c@example.com", MESSAGE);
        bench.waits(id, "there is no directory");
        Path once = object("example-mail", "once-", id);
        assertThat(once).exists();
        Files.delete(once);
        Files.createDirectory(buckets.resolve("later"));
        bench.handled(id);
        assertThat(object("later", "", id)).isRegularFile();
        assertThat(once).doesNotExist();
    }

    @Test
    void aBucketOfAnotherAccountIsNotWrittenTo() throws Exception {
        bench.acts(s3("foreign", "", Optional.empty()));
        MessageId id = bench.receives("d@example.com", MESSAGE);
        bench.waits(id, "receiving.buckets does not give it to account 123456789012");
        assertThat(buckets.resolve("foreign")).isEmptyDirectory();
    }

    @Test
    void aNameThatWouldLeadElsewhereIsNotFollowed() throws Exception {
        bench.acts(s3("example-mail", "../foreign/", Optional.empty()));
        MessageId id = bench.receives("e@example.com", MESSAGE);
        bench.waits(id, "a key has no '.' and '..' between slashes");
        assertThat(buckets.resolve("foreign")).isEmptyDirectory();
    }
}
