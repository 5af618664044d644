package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthorn.dist.Refusal.assertRefused;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.EventType;
import software.amazon.awssdk.services.ses.model.NotificationType;
import tools.jackson.databind.JsonNode;

/// Topics in dev mode without another service: whoever names one has it.
class DevTopicsTest {
    @RegisterExtension
    static final Installation installation = Installation.dev();

    @Given
    private static Path directory;

    @Given
    private static TestServer posthorn;

    private static SesClient ses;

    @BeforeAll
    static void start() throws Exception {
        ses = posthorn.client("test", "test");
        ses.verifyDomainIdentity(r -> r.domain("example.com"));
    }

    @Test
    void aTopicIsMadeWhenItIsNamedWhoseverItIs() throws Exception {
        String topic = "arn:aws:sns:us-east-1:123456789012:named";
        List<String> lines;
        try (LogLines log = LogLines.of("org.posthorn.engine.topic")) {
            destination(ses, "named", topic);
            ses.setIdentityNotificationTopic(r -> r.identity("example.com")
                    .notificationType(NotificationType.BOUNCE)
                    .snsTopic(topic));
            lines = log.lines();
        }
        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("INFO event=topic_made topic=" + topic + " account=000000000000");
        assertThat(run("topic", "list").toString()).contains("\"topicArn\":\"" + topic + "\"");
        try (SesClient another = posthorn.client("210987654321", "any")) {
            destination(another, "named", topic);
        }

        try (WebHook hook = WebHook.start()) {
            run("topic", "subscribe", topic, hook.url());
            URI link = URI.create(
                    hook.await("the confirmation", post -> post.body().contains("SubscribeURL"))
                            .json()
                            .get("SubscribeURL")
                            .asString());
            posthorn.get(link.getRawPath() + "?" + link.getRawQuery());
            String id = ses.sendEmail(r -> r.source("shop@example.com")
                            .destination(d -> d.toAddresses("you@x.test"))
                            .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t"))))
                            .configurationSetName("named"))
                    .messageId();
            hook.event("eventType", "Send", id);
        }
    }

    @Test
    void whatIsNoTopicOfItsKindIsRefused() {
        ses.createConfigurationSet(r -> r.configurationSet(s -> s.name("refused")));
        for (String topic : List.of("topic", "arn:aws:sns:us-east-1:123456789012:mail.fifo")) {
            assertRefused(
                    () -> create(ses, "refused", topic),
                    "InvalidSNSDestination",
                    "SNS topic <" + topic + "> not found.");
        }
        String far = "arn:aws:sns:eu-west-1:123456789012:far";
        assertRefused(
                () -> ses.setIdentityNotificationTopic(r -> r.identity("example.com")
                        .notificationType(NotificationType.BOUNCE)
                        .snsTopic(far)),
                "InvalidParameterValue",
                "SNS topic " + far + " is invalid.");
        assertThat(run("topic", "list").toString()).doesNotContain("fifo").doesNotContain(far);
    }

    private static void destination(SesClient client, String set, String topic) {
        client.createConfigurationSet(r -> r.configurationSet(s -> s.name(set)));
        create(client, set, topic);
    }

    private static void create(SesClient client, String set, String topic) {
        client.createConfigurationSetEventDestination(r -> r.configurationSetName(set)
                .eventDestination(d -> d.name("topic")
                        .enabled(true)
                        .matchingEventTypes(List.of(EventType.SEND))
                        .snsDestination(s -> s.topicARN(topic))));
    }

    private static JsonNode run(String... words) {
        return CommandLineRun.json(directory, words);
    }
}
