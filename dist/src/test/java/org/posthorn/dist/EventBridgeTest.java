package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.EventType;
import tools.jackson.databind.JsonNode;

/// Events on a bus at a service of the user's own, as it hears of them; `MotoTest` has a real one.
class EventBridgeTest {
    @TempDir
    private Path directory;

    @Test
    void anEventIsPutOnTheBusAgainUntilItIsTaken() throws Exception {
        try (WebHook service = WebHook.start();
                TestServer posthorn = TestServer.start(
                        directory,
                        false,
                        "relay.mode=capture",
                        "account.sandbox=false",
                        "topics.aws.eventbridge_endpoint=" + service.url(),
                        "topics.aws.access_key_id=theirs",
                        "topics.aws.secret_access_key=secret")) {
            Credential key = posthorn.tenant(new Tenant("123456789012", "us-east-1"), "example.com");
            try (SesV2Client ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey())) {
                service.answer(500);
                ses.createConfigurationSet(r -> r.configurationSetName("bus"));
                ses.createConfigurationSetEventDestination(r -> r.configurationSetName("bus")
                        .eventDestinationName("bus")
                        .eventDestination(d -> d.enabled(true)
                                .matchingEventTypes(EventType.SEND)
                                .eventBridgeDestination(b ->
                                        b.eventBusArn("arn:aws:events:us-east-1:123456789012:event-bus/default"))));
                String id = ses.sendEmail(r -> r.fromEmailAddress("shop@example.com")
                                .destination(d -> d.toAddresses("a@x.test"))
                                .configurationSetName("bus")
                                .content(c -> c.simple(
                                        m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t"))))))
                        .messageId();
                await("a refusal")
                        .atMost(TestServer.PATIENCE)
                        .until(() -> posthorn.metrics()
                                .lines()
                                .anyMatch(line ->
                                        line.startsWith("posthorn_notices_failed_total ") && !line.endsWith(" 0.0")));
                service.answer(200);
                WebHook.Post post = service.await("the event", p -> p.body().contains(id));
                assertThat(post.headers())
                        .containsEntry("x-amz-target", "AWSEvents.PutEvents")
                        .containsEntry("content-type", "application/x-amz-json-1.1");
                assertThat(post.headers().get("authorization"))
                        .startsWith("AWS4-HMAC-SHA256 Credential=theirs/")
                        .contains("/us-east-1/events/aws4_request, SignedHeaders=")
                        .contains("host;")
                        .contains("x-amz-target");
                JsonNode entries = post.json().get("Entries");
                assertThat(entries).hasSize(1);
                JsonNode entry = entries.get(0);
                assertThat(entry.get("Source").asString()).isEqualTo("aws.ses");
                assertThat(entry.get("DetailType").asString()).isEqualTo("Email Sent");
                assertThat(entry.get("EventBusName").asString())
                        .isEqualTo("arn:aws:events:us-east-1:123456789012:event-bus/default");
                assertThat(entry.get("Resources").toString())
                        .isEqualTo("[\"arn:aws:ses:us-east-1:123456789012:identity/example.com\"]");
                assertThat(Instant.ofEpochSecond(entry.get("Time").asLong()))
                        .isBetween(
                                Instant.now().minusSeconds(600), Instant.now().plusSeconds(1));
                assertThat(entry.get("Detail").asString())
                        .startsWith("{\"eventType\":\"Send\",\"mail\":{")
                        .contains(id);
            }
        }
    }
}
