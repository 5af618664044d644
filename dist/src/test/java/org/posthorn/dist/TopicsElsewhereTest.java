package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.posthorn.dist.Refusal.assertRefused;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.EventType;
import software.amazon.awssdk.services.ses.model.NotificationType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Topics that Posthorn does not have and a service of the user's own has: they are found there, and published to.
class TopicsElsewhereTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");
    private static final Tenant OTHER = new Tenant("210987654321", "us-east-1");
    /// As in LocalStack: of an account that Posthorn does not know.
    private static final String PREFIX = "arn:aws:sns:us-east-1:000000000000:";

    @TempDir
    private static Path directory;

    private static SnsPeer peer;
    private static TestServer posthorn;
    private static SesClient ses;

    @BeforeAll
    static void start() throws Exception {
        peer = SnsPeer.start();
        posthorn = TestServer.start(
                directory,
                false,
                "relay.mode=capture",
                "account.sandbox=false",
                "topics.aws.sns_endpoint=" + peer.url(),
                "topics.aws.access_key_id=theirs",
                "topics.aws.secret_access_key=secret");
        Credential key = posthorn.tenant(TENANT, "example.com");
        posthorn.tenant(OTHER, "other.test");
        ses = posthorn.client(key.accessKeyId(), key.secretAccessKey());
    }

    @AfterAll
    static void stop() {
        ses.close();
        posthorn.close();
        peer.close();
    }

    @Test
    void eventsOfASetAndOfAnIdentityArePublishedThere() {
        String topic = PREFIX + "both";
        peer.has(topic);
        destination("both", topic);
        Map<String, String> valid = peer.published("the announcement", call -> topic.equals(call.get("TopicArn")));
        assertThat(valid.get("Message")).isEqualTo("Successfully validated SNS topic for Amazon SES event publishing.");
        assertThat(valid).doesNotContainKey("Subject");
        assertThat(valid.get("Authorization")).contains("Credential=theirs/").contains("/us-east-1/sns/");

        notifications("example.com", topic);
        peer.published(
                "the identity's announcement",
                call -> call.get("Message").contains("AmazonSnsSubscriptionSucceeded")
                        && call.get("Message").contains("receive 'Delivery' notifications"));
        assertThat(ses.getIdentityNotificationAttributes(r -> r.identities("example.com"))
                        .notificationAttributes()
                        .get("example.com")
                        .deliveryTopic())
                .isEqualTo(topic);

        String id = send("both");
        Map<String, String> event = peer.published("the event", call -> isAbout(call, "eventType", "Send", id));
        assertThat(event.get("TopicArn")).isEqualTo(topic);
        assertThat(event.get("Subject")).isEqualTo("Amazon SES Email Event Notification");
        Map<String, String> told =
                peer.published("the notification", call -> isAbout(call, "notificationType", "Delivery", id));
        assertThat(told).doesNotContainKey("Subject");
        assertThat(listed(topic).get("state").asString()).isEqualTo("at topics.aws.sns_endpoint");
    }

    @Test
    void aTopicThatIsNotThereEitherIsRefusedInSesWords() {
        String nothing = PREFIX + "nothing";
        ses.createConfigurationSet(r -> r.configurationSet(set -> set.name("nothing")));
        assertRefused(
                () -> create("nothing", nothing), "InvalidSNSDestination", "SNS topic <" + nothing + "> not found.");
        assertRefused(
                () -> notifications("example.com", nothing),
                "InvalidParameterValue",
                "SNS topic " + nothing + " is invalid.");
        assertThat(run("topic", "list").toString()).doesNotContain(nothing);
    }

    @Test
    void whileTheServiceCantSayItTheCallerIsAskedToTryAgain() {
        String topic = PREFIX + "later";
        peer.has(topic);
        ses.createConfigurationSet(r -> r.configurationSet(set -> set.name("later")));
        peer.refuse(500, "InternalFailure");
        try {
            assertRefused(
                    () -> create("later", topic),
                    "ServiceUnavailable",
                    "The service that has topic " + topic + " can't be asked for it now.");
        } finally {
            peer.answerAgain();
        }
        create("later", topic);
        assertThat(listed(topic).get("state").asString()).isEqualTo("at topics.aws.sns_endpoint");
    }

    @Test
    void aServiceThatRefusesOurKeyHasNoTopics() {
        String topic = PREFIX + "closed";
        peer.has(topic);
        ses.createConfigurationSet(r -> r.configurationSet(set -> set.name("closed")));
        peer.refuse(403, "InvalidClientTokenId");
        try {
            assertRefused(
                    () -> create("closed", topic), "InvalidSNSDestination", "SNS topic <" + topic + "> not found.");
        } finally {
            peer.answerAgain();
        }
    }

    @Test
    void whatTheServiceDoesNotTakeIsTriedAgainAndThenADeadLetter() {
        String topic = PREFIX + "trouble";
        peer.has(topic);
        destination("trouble", topic);
        peer.published("the announcement", call -> topic.equals(call.get("TopicArn")));
        peer.refuse(503, "ServiceUnavailable");
        String late = send("trouble");
        await("a first attempt")
                .atMost(TestServer.PATIENCE)
                .until(() -> peer.calls().stream()
                        .anyMatch(call -> call.getOrDefault("Message", "").contains(late)));
        peer.answerAgain();
        peer.published("the event that was late", call -> isAbout(call, "eventType", "Send", late));

        peer.loses(topic);
        String dead = send("trouble");
        await("the dead letter")
                .atMost(TestServer.PATIENCE)
                .until(() -> run("topic", "dead")
                        .toString()
                        .contains("\"endpoint\":\"" + topic + "\",\"attempts\":1,\"error\":\"HTTP 404 NotFound\""));
        peer.has(topic);
        assertThat(run("topic", "retry", topic).get("retried").asInt()).isEqualTo(1);
        peer.published("the event that was dead", call -> isAbout(call, "eventType", "Send", dead));
    }

    /// The keys are the operator's, so that topics of one account would else be open to all.
    @Test
    void aTopicThereOfAnotherAccountOfPosthornIsNotLookedFor() {
        String theirs = "arn:aws:sns:us-east-1:" + OTHER.accountId() + ":theirs";
        peer.has(theirs);
        ses.createConfigurationSet(r -> r.configurationSet(set -> set.name("theirs")));
        assertRefused(() -> create("theirs", theirs), "InvalidSNSDestination", "SNS topic <" + theirs + "> not found.");
        assertThat(peer.calls()).noneMatch(call -> theirs.equals(call.get("TopicArn")));
    }

    @Test
    void theOperatorSubscribesThereAndMayMakeItATopicOfPosthorn() {
        String topic = "arn:aws:sns:us-east-1:" + TENANT.accountId() + ":moved";
        peer.has(topic);
        destination("moved", topic);
        CommandLineRun refused = CommandLineRun.on(directory, "topic", "subscribe", topic, "http://127.0.0.1:1/");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("the topic is one of topics.aws.sns_endpoint; subscribe to it there");
        run("topic", "create", "moved", "--account", TENANT.accountId());
        assertThat(listed(topic).get("state").asString()).isEqualTo("no subscription");
        run("topic", "delete", topic);
    }

    private static boolean isAbout(Map<String, String> call, String key, String type, String messageId) {
        JsonNode message = call.get("Message").startsWith("{")
                ? JsonMapper.shared().readTree(call.get("Message"))
                : JsonMapper.shared().createObjectNode();
        return message.path(key).asString("").equals(type)
                && message.path("mail").path("messageId").asString("").equals(messageId);
    }

    private static JsonNode listed(String topic) {
        return run("topic", "list")
                .valueStream()
                .filter(row -> row.get("topicArn").asString().equals(topic))
                .findFirst()
                .orElseThrow();
    }

    private static void notifications(String identity, String topic) {
        ses.setIdentityNotificationTopic(r ->
                r.identity(identity).notificationType(NotificationType.DELIVERY).snsTopic(topic));
    }

    private static void destination(String set, String topic) {
        ses.createConfigurationSet(r -> r.configurationSet(s -> s.name(set)));
        create(set, topic);
    }

    private static void create(String set, String topic) {
        ses.createConfigurationSetEventDestination(r -> r.configurationSetName(set)
                .eventDestination(d -> d.name("topic")
                        .enabled(true)
                        .matchingEventTypes(List.of(EventType.SEND))
                        .snsDestination(s -> s.topicARN(topic))));
    }

    private static String send(String set) {
        return ses.sendEmail(r -> r.source("shop@example.com")
                        .destination(d -> d.toAddresses("you@x.test"))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t"))))
                        .configurationSetName(set))
                .messageId();
    }

    private static JsonNode run(String... words) {
        return CommandLineRun.json(directory, words);
    }
}
