package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.EventType;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Topics whose subscribers are queues and topics of a service of the user's own that speaks SQS and SNS: fauxqs, which
/// `.ci/run` installs into `target/clients`.
class UserServicesTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path NODE = Path.of("target", "clients").toAbsolutePath();
    private static final String SERVICE = "import {buildApp} from 'fauxqs';"
            + "console.log(await buildApp({logger: false}).listen({port: 0, host: '127.0.0.1'}))";

    @TempDir
    private static Path directory;

    private static Process service;
    private static SqsClient sqs;
    private static SnsClient sns;
    private static TestServer posthorn;
    private static SesClient ses;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Files.isDirectory(NODE.resolve("node_modules/fauxqs")), "skipped: no fauxqs here");
        service = new ProcessBuilder("node", "--input-type=module", "-e", SERVICE)
                .directory(NODE.toFile())
                .redirectError(directory.resolve("service.log").toFile())
                .start();
        BufferedReader output = service.inputReader();
        URI url = URI.create(output.readLine());
        StaticCredentialsProvider keys = StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any"));
        sqs = SqsClient.builder()
                .endpointOverride(url)
                .region(Region.US_EAST_1)
                .credentialsProvider(keys)
                .build();
        sns = SnsClient.builder()
                .endpointOverride(url)
                .region(Region.US_EAST_1)
                .credentialsProvider(keys)
                .build();
        posthorn = TestServer.start(
                directory,
                false,
                "relay.mode=capture",
                "account.sandbox=false",
                "topics.aws.sqs_endpoint=" + url,
                "topics.aws.sns_endpoint=" + url,
                "topics.aws.access_key_id=any",
                "topics.aws.secret_access_key=any");
        Credential key = posthorn.tenant(TENANT, "example.com");
        ses = posthorn.client(key.accessKeyId(), key.secretAccessKey());
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            ses.close();
            posthorn.close();
            sqs.close();
            sns.close();
            service.destroyForcibly();
        }
    }

    @Test
    void eventsReachQueuesAndTheTopicsOfAnotherService() {
        String enveloped = queue("enveloped");
        String raw = queue("raw");
        String behind = queue("behind");
        String remote = sns.createTopic(r -> r.name("remote")).topicArn();
        sns.subscribe(r -> r.topicArn(remote).protocol("sqs").endpoint(arn(behind)));
        String topic = topic("events");
        assertThat(run("topic", "subscribe", topic, arn(enveloped)).get("state").asString())
                .isEqualTo("confirmed");
        run("topic", "subscribe", topic, arn(raw), "--raw");
        run("topic", "subscribe", topic, remote);

        String id = send("events", topic);

        JsonNode envelope = JsonMapper.shared().readTree(received(enveloped, id));
        assertThat(envelope.get("Type").asString()).isEqualTo("Notification");
        assertThat(envelope.get("TopicArn").asString()).isEqualTo(topic);
        assertThat(envelope.get("Subject").asString()).isEqualTo("Amazon SES Email Event Notification");
        assertThat(envelope.get("Signature").asString()).isNotEmpty();
        String event = envelope.get("Message").asString();
        assertThat(received(raw, id)).isEqualTo(event);
        JsonNode passedOn = JsonMapper.shared().readTree(received(behind, id));
        assertThat(passedOn.get("TopicArn").asString()).isEqualTo(remote);
        assertThat(passedOn.get("Subject").asString()).isEqualTo("Amazon SES Email Event Notification");
        assertThat(passedOn.get("Message").asString()).isEqualTo(event);
    }

    @Test
    void aTopicOfTheServiceIsPublishedToWithoutOneOfOurs() {
        String behind = queue("direct");
        String remote = sns.createTopic(r -> r.name("direct")).topicArn();
        sns.subscribe(r -> r.topicArn(remote).protocol("sqs").endpoint(arn(behind)));
        String id = send("direct", remote);
        JsonNode passedOn = JsonMapper.shared().readTree(received(behind, id));
        assertThat(passedOn.get("TopicArn").asString()).isEqualTo(remote);
        assertThat(JsonMapper.shared()
                        .readTree(passedOn.get("Message").asString())
                        .get("eventType")
                        .asString())
                .isEqualTo("Send");
    }

    @Test
    void aQueueThatIsNotThereMakesADeadLetterThatCanBeTriedAgain() {
        String topic = topic("early");
        run("topic", "subscribe", topic, "arn:aws:sqs:us-east-1:000000000000:late");
        String id = send("early", topic);
        await("the dead letters")
                .atMost(PATIENCE)
                .until(
                        () -> run("topic", "dead").toString(),
                        text -> text.contains("HTTP 400 QueueDoesNotExist")
                                || text.contains("HTTP 400 AWS.SimpleQueueService.NonExistentQueue"));
        String late = queue("late");
        await("the message").atMost(PATIENCE).until(() -> {
            run("topic", "retry", topic);
            return find(late, id).isPresent();
        });
    }

    @Test
    void endpointsThatNothingCanBeSentToAreRefused(@TempDir Path other) throws Exception {
        String topic = topic("refusing");
        assertThat(refused(directory, "topic", "subscribe", topic, "arn:aws:sqs:us-east-1:000000000000:a.fifo"))
                .contains("an endpoint is an HTTP or HTTPS URL, or the ARN of an SQS queue or an SNS topic (no FIFO):"
                        + " arn:aws:sqs:us-east-1:000000000000:a.fifo");
        try (TestServer without = TestServer.start(other, false, "relay.mode=capture")) {
            without.tenant(TENANT, "example.com");
            CommandLineRun.json(other, "topic", "create", "refusing", "--account", "123456789012");
            assertThat(refused(other, "topic", "subscribe", topic, "arn:aws:sqs:us-east-1:000000000000:queue"))
                    .contains("no SQS service is configured: topics.aws.sqs_endpoint is not set");
        }
    }

    private static String topic(String name) {
        return run("topic", "create", name, "--account", "123456789012")
                .get("topicArn")
                .asString();
    }

    private static String queue(String name) {
        return sqs.createQueue(r -> r.queueName(name)).queueUrl();
    }

    private static String arn(String queueUrl) {
        return sqs.getQueueAttributes(r -> r.queueUrl(queueUrl).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
    }

    /// The body of the message about a Send event, waiting for it.
    private static String received(String queueUrl, String messageId) {
        return await("the event of " + messageId + " in " + queueUrl)
                .atMost(PATIENCE)
                .until(() -> find(queueUrl, messageId), Optional::isPresent)
                .orElseThrow();
    }

    private static Optional<String> find(String queueUrl, String messageId) {
        return sqs.receiveMessage(r -> r.queueUrl(queueUrl).maxNumberOfMessages(10)).messages().stream()
                .map(Message::body)
                .filter(body -> body.contains(messageId))
                .findFirst();
    }

    private static String send(String set, String topic) {
        ses.createConfigurationSet(r -> r.configurationSet(s -> s.name(set)));
        ses.createConfigurationSetEventDestination(r -> r.configurationSetName(set)
                .eventDestination(d -> d.name("topic")
                        .enabled(true)
                        .matchingEventTypes(List.of(EventType.SEND))
                        .snsDestination(s -> s.topicARN(topic))));
        return ses.sendEmail(r -> r.source("shop@example.com")
                        .destination(d -> d.toAddresses("you@x.test"))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t"))))
                        .configurationSetName(set))
                .messageId();
    }

    private static String refused(Path directory, String... words) {
        CommandLineRun run = CommandLineRun.on(directory, words);
        assertThat(run.code()).isEqualTo(1);
        return run.err();
    }

    private static JsonNode run(String... words) {
        return CommandLineRun.json(directory, words);
    }
}
