package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.settings.ReceiptAction;
import software.amazon.awssdk.services.s3.S3Client;

/// Mail that comes in goes into buckets of a service that speaks S3.
class ReceiptObjectsTest {
    private static final String HEADER = "Subject: x\r\n\r\n";

    @TempDir
    private static Path directory;

    private static ObjectService service;
    private static S3Client s3;
    private static TestServer posthorn;
    private static ReceiptBench bench;
    private static WebHook hook;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(ObjectService.isAvailable(), "skipped: no fauxqs here");
        service = ObjectService.start(directory);
        s3 = service.client();
        s3.createBucket(r -> r.bucket("example-mail"));
        hook = WebHook.start();
        posthorn = TestServer.start(
                directory,
                false,
                "relay.mode=capture",
                "account.sandbox=false",
                "retry.schedule=1s",
                "receiving.s3_endpoint=" + service.url(),
                "receiving.access_key_id=any",
                "receiving.secret_access_key=any");
        posthorn.tenant(Installation.TENANT, "example.com");
        bench = new ReceiptBench(posthorn, Installation.TENANT);
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            posthorn.close();
            hook.close();
            s3.close();
            service.close();
        }
    }

    private static ReceiptAction.S3 action(String bucket, String prefix) {
        return new ReceiptAction.S3(bucket, Optional.of(prefix), Optional.empty(), Optional.empty());
    }

    private static byte[] object(String prefix, MessageId id) {
        return s3.getObjectAsBytes(r -> r.bucket("example-mail").key(prefix + ReceivedId.of(id)))
                .asByteArray();
    }

    @Test
    void anObjectIsTheMessageByteForByteWhateverItsKey() throws Exception {
        String topic = bench.topic(directory, "whole", hook);
        String prefix = "in//ö &+%2e/";
        bench.acts(action("example-mail", prefix), new ReceiptAction.Sns(topic, ReceiptAction.Encoding.BASE64));
        String message = HEADER + ".dots\r\nünd 8 bit\r\n";
        MessageId id = bench.receives("a@example.com", message);
        bench.handled(id);
        byte[] stored = object(prefix, id);
        assertThat(new String(stored, StandardCharsets.UTF_8))
                .startsWith("Return-Path: <sender@example.org>\r\n")
                .endsWith(message);
        assertThat(Base64.getDecoder()
                        .decode(ReceiptBench.told(hook, topic, id)
                                .get("content")
                                .asString()))
                .isEqualTo(stored);
    }

    @Test
    void aLargeMessageIsAnObjectToo() throws Exception {
        bench.acts(action("example-mail", "large/"));
        String message = HEADER + ("y".repeat(98) + "\r\n").repeat(80_000);
        MessageId id = bench.receives("b@example.com", message);
        bench.handled(id);
        assertThat(new String(object("large/", id), StandardCharsets.UTF_8)).endsWith(message);
    }

    @Test
    void aBucketThatIsNotThereIsWaitedFor() throws Exception {
        bench.acts(action("later-mail", ""));
        MessageId id = bench.receives("c@example.com", HEADER);
        bench.waits(id, "HTTP 404 NoSuchBucket");
        s3.createBucket(r -> r.bucket("later-mail"));
        bench.handled(id);
    }

    @Test
    void aServiceThatIsKilledIsWaitedFor() throws Exception {
        bench.acts(action("example-mail", "killed/"));
        service.kill();
        MessageId id = bench.receives("d@example.com", HEADER);
        bench.waits(id, "the connection was refused");
        service.startAgain();
        s3.createBucket(r -> r.bucket("example-mail"));
        bench.handled(id);
        assertThat(new String(object("killed/", id), StandardCharsets.UTF_8)).endsWith(HEADER);
    }
}
