package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.engine.settings.ReceiptAction.InvocationType;

/// What the rules of one account do with its mail holds up nobody else's.
@Timeout(120)
class ReceiptTenantsTest {
    private static final Tenant SLOW = new Tenant("111111111111", "us-east-1");
    private static final Tenant OTHER = new Tenant("222222222222", "us-east-1");
    private static final ReceiptAction FUNCTION = new ReceiptAction.Lambda(
            "arn:aws:lambda:us-east-1:111111111111:function:slow", InvocationType.RequestResponse, Optional.empty());
    private static final ReceiptAction BUCKET =
            new ReceiptAction.S3("shared", Optional.empty(), Optional.empty(), Optional.empty());

    @TempDir
    private static Path directory;

    private final CountDownLatch hang = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();
    private HttpServer lambda;
    private TestServer posthorn;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(directory.resolve("buckets/shared"));
        lambda = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        lambda.createContext("/", exchange -> {
            calls.incrementAndGet();
            try {
                hang.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        lambda.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        lambda.start();
        posthorn = TestServer.start(
                directory,
                false,
                "relay.mode=capture",
                "account.sandbox=false",
                "receiving.s3_directory=" + directory.resolve("buckets"),
                "receiving.access_key_id=key",
                "receiving.secret_access_key=secret",
                "receiving.lambda_endpoint=http://127.0.0.1:"
                        + lambda.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        hang.countDown();
        posthorn.close();
        lambda.stop(0);
    }

    @Test
    void aFunctionThatTakesItsTimeBehindASharedTargetHoldsUpItsOwnAccountOnly() {
        String topic = "arn:aws:sns:us-east-1:111111111111:gone";
        ReceiptFixture.activate(
                posthorn,
                SLOW,
                ReceiptFixture.rule("bucket", "s3@slow.example", BUCKET, FUNCTION),
                ReceiptFixture.rule(
                        "topic",
                        "sns@slow.example",
                        new ReceiptAction.Sns(topic, ReceiptAction.Encoding.UTF_8),
                        FUNCTION));
        ReceiptFixture.activate(
                posthorn,
                OTHER,
                ReceiptFixture.rule("bucket", "s3@other.example", BUCKET),
                ReceiptFixture.rule(
                        "topic",
                        "sns@other.example",
                        new ReceiptAction.Sns(topic.replace('1', '2'), ReceiptAction.Encoding.UTF_8)),
                ReceiptFixture.rule("none", "none@other.example", new ReceiptAction.Stop(Optional.empty())));
        List<MessageId> slow = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            slow.add(receive(SLOW, i % 2 == 0 ? "s3@slow.example" : "sns@slow.example"));
        }
        // As many of both kinds as a destination opens with.
        await().atMost(TestServer.PATIENCE).until(() -> calls.get() >= 10);

        List<MessageId> others = List.of(
                receive(OTHER, "s3@other.example"),
                receive(OTHER, "sns@other.example"),
                receive(OTHER, "none@other.example"));
        for (MessageId id : others) {
            await().atMost(TestServer.PATIENCE)
                    .until(() -> posthorn.server.queue().find(id).orElseThrow().recipients().stream()
                            .noneMatch(RecipientState::isPending));
        }
        // A call of the function ends after 30 seconds: what had waited for one would be behind it.
        assertThat(slow)
                .allSatisfy(id -> assertThat(
                                posthorn.server.queue().find(id).orElseThrow().recipients())
                        .allMatch(recipient -> recipient.attempts() == 0));
    }

    private MessageId receive(Tenant tenant, String recipient) {
        return ReceiptFixture.receive(posthorn, tenant, Instant.now(), "sender@example.org", true, recipient);
    }
}
