package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.EventType;
import software.amazon.awssdk.services.ses.model.NotificationType;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Posthorn in dev mode beside moto, as a test suite has them: its topics are named to SES and just work. Skipped where
/// Python has no moto with its server.
class MotoTest {
    private static final Duration START = Duration.ofSeconds(90);
    private static final StaticCredentialsProvider ANY =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

    @TempDir
    private static Path directory;

    private static Process moto;
    private static URI service;
    private static SqsClient sqs;
    private static SnsClient sns;
    private static TestServer posthorn;
    private static SesClient ses;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(hasMoto(), "skipped: no moto[server] in python3 here");
        int port = freePort();
        moto = new ProcessBuilder("python3", "-m", "moto.server", "-H", "127.0.0.1", "-p", String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("moto.log").toFile())
                .start();
        await("moto").atMost(START).until(() -> isOpen(port));
        URI url = URI.create("http://127.0.0.1:" + port);
        service = url;
        sqs = SqsClient.builder()
                .endpointOverride(url)
                .region(Region.US_EAST_1)
                .credentialsProvider(ANY)
                .build();
        sns = SnsClient.builder()
                .endpointOverride(url)
                .region(Region.US_EAST_1)
                .credentialsProvider(ANY)
                .build();
        posthorn = TestServer.start(
                directory,
                true,
                "topics.aws.sns_endpoint=" + url,
                "topics.aws.eventbridge_endpoint=" + url,
                "topics.aws.access_key_id=test",
                "topics.aws.secret_access_key=test");
        ses = posthorn.client("test", "test");
    }

    @AfterAll
    static void stop() {
        if (moto != null) {
            ses.close();
            posthorn.close();
            sqs.close();
            sns.close();
            moto.destroyForcibly();
        }
    }

    @Test
    void topicsOfMotoHearOfEventsAndNotifications() {
        String topic = sns.createTopic(r -> r.name("mail")).topicArn();
        String queue = sqs.createQueue(r -> r.queueName("mail")).queueUrl();
        String queueArn = sqs.getQueueAttributes(r -> r.queueUrl(queue).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        sns.subscribe(r -> r.topicArn(topic).protocol("sqs").endpoint(queueArn));

        ses.verifyDomainIdentity(r -> r.domain("example.com"));
        ses.createConfigurationSet(r -> r.configurationSet(s -> s.name("set")));
        ses.createConfigurationSetEventDestination(r -> r.configurationSetName("set")
                .eventDestination(d -> d.name("topic")
                        .enabled(true)
                        .matchingEventTypes(List.of(EventType.SEND))
                        .snsDestination(s -> s.topicARN(topic))));
        ses.setIdentityNotificationTopic(r -> r.identity("example.com")
                .notificationType(NotificationType.BOUNCE)
                .snsTopic(topic));
        received(queue, "Successfully validated SNS topic for Amazon SES event publishing.");
        received(queue, "AmazonSnsSubscriptionSucceeded");
        String id = ses.sendEmail(r -> r.source("shop@example.com")
                        .destination(d -> d.toAddresses("bounce@simulator.amazonses.com"))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t"))))
                        .configurationSetName("set"))
                .messageId();
        String event = received(queue, "\"eventType\":\"Send\"");
        assertThat(event).contains(id);
        assertThat(received(queue, "\"notificationType\":\"Bounce\"")).contains(id);
    }

    @Test
    void theEventBusOfMotoHandsEventsToItsTargets() throws Exception {
        String queue = sqs.createQueue(r -> r.queueName("bus")).queueUrl();
        String queueArn = sqs.getQueueAttributes(r -> r.queueUrl(queue).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        events("PutRule", "{\"Name\":\"mail\",\"EventPattern\":\"{\\\"source\\\":[\\\"aws.ses\\\"]}\"}");
        events("PutTargets", "{\"Rule\":\"mail\",\"Targets\":[{\"Id\":\"q\",\"Arn\":\"" + queueArn + "\"}]}");

        ses.verifyDomainIdentity(r -> r.domain("bus.test"));
        try (SesV2Client v2 = posthorn.clientV2("test", "test")) {
            v2.createConfigurationSet(r -> r.configurationSetName("bus"));
            v2.createConfigurationSetEventDestination(r -> r.configurationSetName("bus")
                    .eventDestinationName("bus")
                    .eventDestination(d -> d.enabled(true)
                            .matchingEventTypesWithStrings("SEND")
                            .eventBridgeDestination(
                                    b -> b.eventBusArn("arn:aws:events:us-east-1:000000000000:event-bus/default"))));
            String id = v2.sendEmail(r -> r.fromEmailAddress("shop@bus.test")
                            .destination(d -> d.toAddresses("a@x.test"))
                            .configurationSetName("bus")
                            .content(c ->
                                    c.simple(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t"))))))
                    .messageId();
            JsonNode event = JsonMapper.shared()
                    .readTree(await("the event")
                            .atMost(TestServer.PATIENCE)
                            .until(
                                    () -> bodies(queue)
                                            .filter(body -> body.contains(id))
                                            .findFirst(),
                                    java.util.Optional::isPresent)
                            .orElseThrow());
            assertThat(event.get("detail-type").asString()).isEqualTo("Email Sent");
            assertThat(event.get("detail").get("eventType").asString()).isEqualTo("Send");
        }
    }

    /// A call of EventBridge, which moto knows by the scope of a signature that it does not check.
    private static void events(String operation, String body) throws Exception {
        HttpResponse<String> answer = posthorn.http(HttpRequest.newBuilder(service)
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("X-Amz-Target", "AWSEvents." + operation)
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=test/20261126/us-east-1/events/aws4_request, SignedHeaders=host,"
                                + " Signature=0")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static Stream<String> bodies(String queueUrl) {
        return sqs
                .receiveMessage(
                        r -> r.queueUrl(queueUrl).maxNumberOfMessages(10).visibilityTimeout(0))
                .messages()
                .stream()
                .map(Message::body);
    }

    @Test
    void aTopicThatMotoDoesNotHaveIsRefused() {
        String topic = "arn:aws:sns:us-east-1:123456789012:nothing";
        ses.createConfigurationSet(r -> r.configurationSet(s -> s.name("nothing")));
        Refusal.assertRefused(
                () -> ses.createConfigurationSetEventDestination(r -> r.configurationSetName("nothing")
                        .eventDestination(d -> d.name("topic")
                                .matchingEventTypes(List.of(EventType.SEND))
                                .snsDestination(s -> s.topicARN(topic)))),
                "InvalidSNSDestination",
                "SNS topic <" + topic + "> not found.");
    }

    /// What a topic had for the queue, waiting for a message with this text; others are left where they are.
    private static String received(String queueUrl, String text) {
        return await(text)
                .atMost(TestServer.PATIENCE)
                .until(
                        () -> bodies(queueUrl)
                                .map(body -> JsonMapper.shared()
                                        .readTree(body)
                                        .get("Message")
                                        .asString())
                                .filter(message -> message.contains(text))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    private static boolean hasMoto() throws InterruptedException {
        try {
            Process check = new ProcessBuilder("python3", "-c", "import moto.server, flask, flask_cors")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return check.waitFor(60, TimeUnit.SECONDS) && check.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean isOpen(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (ConnectException e) {
            return false;
        }
    }
}
