package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.smtp.testing.LoopbackDns;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.InvocationType;
import software.amazon.awssdk.services.ses.model.SNSActionEncoding;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A message that a real Postfix hands on, all the way: into a bucket, to a topic with its content, and to a function.
@SuppressWarnings("unchecked") // the varargs of the SDK's builders
class ReceiptPostfixTest {
    private static final Path PLACE = Path.of(System.getProperty("postfix.dir", "/tmp"));
    private static final String ACCOUNT = "123456789012";
    private static final String MESSAGE =
            "From: Bob <bob@sender.example>\r\nTo: ann@example.com\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"
                    + "Date: Thu, 26 Nov 2026 09:00:00 +0000\r\nMessage-ID: <1@sender.example>\r\nMIME-Version: 1.0\r\n"
                    + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGrüße\r\n.a line with a dot\r\n"
                    + "\r\n";

    @TempDir
    private Path directory;

    @Test
    @Timeout(300)
    void aMessageOfPostfixEndsInABucketATopicAndAFunction() throws Exception {
        assumeTrue(Postfix.isAvailable(), "skipped: needs root, and Postfix (apt-get install postfix)");
        int inbound = Postfix.freePort();
        Path bucket = Files.createDirectories(directory.resolve("mail/inbox"));
        try (LoopbackDns dns = LoopbackDns.start().txt("sender.example", "v=spf1 ip4:127.0.0.1 -all");
                WebHook subscriber = WebHook.start();
                WebHook function = WebHook.start();
                Postfix postfix = Postfix.startBefore(PLACE, inbound, inbound, inbound);
                TestServer posthorn = TestServer.start(
                        directory,
                        false,
                        "relay.mode=capture",
                        "inbound.listen=127.0.0.1:" + inbound,
                        "dns.servers=127.0.0.1:" + dns.address().getPort(),
                        "receiving.s3_directory=" + directory.resolve("mail"),
                        "receiving.functions=archive=" + function.url(),
                        "receiving.access_key_id=AKIDRECEIVING",
                        "receiving.secret_access_key=of the function",
                        "account.sandbox=false")) {
            Credential key = posthorn.tenant(Installation.TENANT, "example.com");
            String topic = subscribed(posthorn, subscriber);
            try (SesClient ses = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
                rule(ses, topic);
            }
            assertThat(SmtpText.send(postfix.address(), "bob@sender.example", "ann@example.com", MESSAGE))
                    .startsWith("250 ");
            Path stored = await("the object")
                    .atMost(TestServer.PATIENCE)
                    .until(() -> only(bucket.resolve("in")), Optional::isPresent)
                    .orElseThrow();
            String id = stored.getFileName().toString();
            byte[] object = Files.readAllBytes(stored);
            String text = new String(object, StandardCharsets.UTF_8);
            assertThat(text)
                    .startsWith("X-Team: mail\r\nReturn-Path: <bob@sender.example>\r\nReceived: from mta.test ");
            assertThat(text).contains(" id " + id).contains("spf=pass").endsWith(MESSAGE);

            assertPublished(subscriber, id, object);
            assertCalled(function, id);
        }
    }

    @Test
    @Timeout(300)
    void aMessageOfPostfixEndsInABucketOfAServiceByteForByte() throws Exception {
        assumeTrue(Postfix.isAvailable(), "skipped: needs root, and Postfix (apt-get install postfix)");
        assumeTrue(ObjectService.isAvailable(), "skipped: no fauxqs here");
        int inbound = Postfix.freePort();
        try (LoopbackDns dns = LoopbackDns.start();
                WebHook subscriber = WebHook.start();
                ObjectService service = ObjectService.start(directory);
                S3Client s3 = service.client();
                Postfix postfix = Postfix.startBefore(PLACE, inbound, inbound, inbound);
                TestServer posthorn = TestServer.start(
                        directory,
                        false,
                        "relay.mode=capture",
                        "inbound.listen=127.0.0.1:" + inbound,
                        "dns.servers=127.0.0.1:" + dns.address().getPort(),
                        "receiving.s3_endpoint=" + service.url(),
                        "receiving.access_key_id=any",
                        "receiving.secret_access_key=any",
                        "account.sandbox=false")) {
            s3.createBucket(r -> r.bucket("inbox"));
            Credential key = posthorn.tenant(Installation.TENANT, "example.com");
            String topic = subscribed(posthorn, subscriber);
            try (SesClient ses = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
                ses.createReceiptRuleSet(r -> r.ruleSetName("main"));
                ses.createReceiptRule(r -> r.ruleSetName("main")
                        .rule(rule -> rule.name("all")
                                .enabled(true)
                                .actions(
                                        a -> a.s3Action(
                                                s -> s.bucketName("inbox").objectKeyPrefix("in/")),
                                        a -> a.snsAction(s -> s.topicArn(topic).encoding(SNSActionEncoding.BASE64)))));
                ses.setActiveReceiptRuleSet(r -> r.ruleSetName("main"));
            }
            assertThat(SmtpText.send(postfix.address(), "bob@sender.example", "ann@example.com", MESSAGE))
                    .startsWith("250 ");
            JsonNode published = subscriber
                    .await("the SNS action's notification", post -> post.body().contains("\\\"content\\\""))
                    .message();
            String id = published.get("mail").get("messageId").asString();
            byte[] object =
                    s3.getObjectAsBytes(r -> r.bucket("inbox").key("in/" + id)).asByteArray();
            assertThat(Base64.getDecoder().decode(published.get("content").asString()))
                    .isEqualTo(object);
            assertThat(new String(object, StandardCharsets.UTF_8)).endsWith(MESSAGE);
        }
    }

    private static void assertPublished(WebHook subscriber, String id, byte[] object) {
        JsonNode told = subscriber
                .await("the S3 action's notification", post -> post.body().contains("objectKey"))
                .message();
        assertThat(told.get("notificationType").asString()).isEqualTo("Received");
        assertThat(told.get("receipt").get("action").get("objectKey").asString())
                .isEqualTo("in/" + id);
        assertThat(told.has("content")).isFalse();
        JsonNode published = subscriber
                .await("the SNS action's notification", post -> post.body().contains("\\\"content\\\""))
                .message();
        assertThat(Base64.getDecoder().decode(published.get("content").asString()))
                .isEqualTo(object);
        assertThat(published.get("mail").get("commonHeaders").get("subject").asString())
                .isEqualTo("Grüße");
    }

    private static void assertCalled(WebHook function, String id) {
        WebHook.Post call = function.await("the function's call", post -> true);
        assertThat(call.headers().get("authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIDRECEIVING/")
                .contains("/us-east-1/lambda/aws4_request");
        JsonNode record =
                JsonMapper.shared().readTree(call.body()).get("Records").get(0);
        assertThat(record.get("eventSource").asString()).isEqualTo("aws:ses");
        assertThat(record.get("ses").get("mail").get("messageId").asString()).isEqualTo(id);
        assertThat(record.get("ses")
                        .get("receipt")
                        .get("spfVerdict")
                        .get("status")
                        .asString())
                .isEqualTo("PASS");
        assertThat(record.get("ses").get("receipt").get("recipients").get(0).asString())
                .isEqualTo("ann@example.com");
    }

    private static void rule(SesClient ses, String topic) {
        ses.createReceiptRuleSet(r -> r.ruleSetName("main"));
        ses.createReceiptRule(r -> r.ruleSetName("main")
                .rule(rule -> rule.name("all")
                        .enabled(true)
                        .recipients("example.com")
                        .actions(
                                a -> a.addHeaderAction(
                                        h -> h.headerName("X-Team").headerValue("mail")),
                                a -> a.s3Action(s -> s.bucketName("inbox")
                                        .objectKeyPrefix("in/")
                                        .topicArn(topic)),
                                a -> a.snsAction(s -> s.topicArn(topic).encoding(SNSActionEncoding.BASE64)),
                                a -> a.lambdaAction(
                                        l -> l.functionArn("arn:aws:lambda:us-east-1:" + ACCOUNT + ":function:archive")
                                                .invocationType(InvocationType.REQUEST_RESPONSE)))));
        ses.setActiveReceiptRuleSet(r -> r.ruleSetName("main"));
    }

    private String subscribed(TestServer posthorn, WebHook subscriber) throws Exception {
        List<String> data = List.of("data.dir=" + directory.resolve("data"));
        String topic = "arn:aws:sns:us-east-1:" + ACCOUNT + ":mail";
        CommandLineRun.of(directory, data, "topic", "create", "mail", "--account", ACCOUNT);
        CommandLineRun.of(directory, data, "topic", "subscribe", topic, subscriber.url());
        String confirm = subscriber
                .await("the confirmation", post -> post.body().contains("SubscribeURL"))
                .json()
                .get("SubscribeURL")
                .asString();
        assertThat(posthorn.http(HttpRequest.newBuilder(URI.create(confirm))).statusCode())
                .isEqualTo(200);
        return topic;
    }

    private static Optional<Path> only(Path bucket) throws Exception {
        if (!Files.isDirectory(bucket)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(bucket)) {
            return files.filter(file -> file.getFileName().toString().length() == 40)
                    .findFirst();
        }
    }
}
