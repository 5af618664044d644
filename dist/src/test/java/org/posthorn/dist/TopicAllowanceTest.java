package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.posthorn.dist.Refusal.assertRefused;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.engine.mail.Tenant;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.EventType;
import software.amazon.awssdk.services.ses.model.NotificationType;
import tools.jackson.databind.JsonNode;

/// A topic is its account's own, unless the operator lets another account publish to it.
class TopicAllowanceTest {
    private static final Tenant ONE = new Tenant("111111111111", "us-east-1");
    private static final Tenant TWO = new Tenant("222222222222", "us-east-1");
    private static final String NOT_THERE = "arn:aws:sns:us-east-1:222222222222:nothing";

    @RegisterExtension
    static final Installation installation = Installation.capturing();

    @Given
    private static Path directory;

    @Given
    private static TestServer posthorn;

    private static WebHook hook;
    private static SesClient one;
    private static SesClient two;
    private static String topic;

    @BeforeAll
    static void start() throws Exception {
        hook = WebHook.start();
        one = posthorn.client(ONE, "one.test");
        two = posthorn.client(TWO, "two.test");
        topic = run("topic", "create", "events", "--account", TWO.accountId())
                .get("topicArn")
                .asString();
        run("topic", "subscribe", topic, hook.url());
        URI url = URI.create(hook.await("the confirmation", post -> post.body().contains("SubscribeURL"))
                .json()
                .get("SubscribeURL")
                .asString());
        posthorn.get(url.getRawPath() + "?" + url.getRawQuery());
        one.createConfigurationSet(r -> r.configurationSet(set -> set.name("set")));
        two.createConfigurationSet(r -> r.configurationSet(set -> set.name("set")));
        destination(two, topic);
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
        hook.close();
    }

    @Test
    void aTopicOfAnotherAccountIsAsOneThatIsNotThereUntilTheOperatorAllowsIt() throws Exception {
        for (String arn : List.of(topic, NOT_THERE)) {
            assertRefused(() -> destination(one, arn), "InvalidSNSDestination", "SNS topic <" + arn + "> not found.");
            assertRefused(() -> notify(one, arn), "InvalidParameterValue", "SNS topic " + arn + " is invalid.");
        }
        send(one, "a@one.test");
        hook.event("eventType", "Send", send(two, "a@two.test"));
        assertThat(hook.posts())
                .noneMatch(post -> post.body().contains("111111111111"))
                .noneMatch(post -> post.body().contains("AmazonSnsSubscriptionSucceeded"));

        JsonNode allowed = run("topic", "allow", topic, "--account", ONE.accountId());
        assertThat(allowed.get("allowed").toString()).isEqualTo("[\"111111111111\"]");
        assertThat(run("topic", "list").get(0).get("allowed").toString()).isEqualTo("[\"111111111111\"]");
        destination(one, topic);
        notify(one, topic);
        assertThat(hook.event("eventType", "Send", send(one, "a@one.test"))
                        .message()
                        .get("mail")
                        .get("sendingAccountId")
                        .asString())
                .isEqualTo(ONE.accountId());

        run("topic", "disallow", topic, "--account", ONE.accountId());
        String late = send(one, "a@one.test");
        await("what is dropped is counted")
                .atMost(TestServer.PATIENCE)
                .until(() -> posthorn.metrics()
                        .lines()
                        .anyMatch(line ->
                                line.startsWith("posthorn_events_disallowed_total ") && !line.endsWith(" 0.0")));
        hook.event("eventType", "Send", send(two, "a@two.test"));
        assertThat(hook.posts()).noneMatch(post -> post.body().contains(late));
        assertThat(run("events", "aside", "list")).isEmpty();
    }

    @Test
    void onlyAnAccountThatIsThereIsAllowed() {
        CommandLineRun unknown = command("topic", "allow", topic, "--account", "999999999999");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("there is no account 999999999999");
        CommandLineRun nowhere = command("topic", "allow", NOT_THERE, "--account", ONE.accountId());
        assertThat(nowhere.code()).isEqualTo(1);
        assertThat(nowhere.err()).contains("there is no topic " + NOT_THERE);
    }

    private static void destination(SesClient ses, String arn) {
        ses.createConfigurationSetEventDestination(r -> r.configurationSetName("set")
                .eventDestination(d -> d.name("d")
                        .enabled(true)
                        .matchingEventTypes(EventType.SEND)
                        .snsDestination(s -> s.topicARN(arn))));
    }

    private static void notify(SesClient ses, String arn) {
        ses.setIdentityNotificationTopic(r -> r.identity("one.test")
                .notificationType(NotificationType.DELIVERY)
                .snsTopic(arn));
    }

    private static String send(SesClient ses, String source) {
        return ses.sendEmail(r -> r.source(source)
                        .destination(d -> d.toAddresses("you@x.test"))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t"))))
                        .configurationSetName("set"))
                .messageId();
    }

    private static JsonNode run(String... words) {
        return CommandLineRun.json(directory, words);
    }

    private static CommandLineRun command(String... words) {
        return CommandLineRun.on(directory, words);
    }
}
