package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ses.model.EventType;

/// Web hooks that are down, or never answer.
class HookTroubleTest extends PublishingFixture {
    @Test
    void aHookThatIsDownLosesNothingAndHoldsUpNoOther() throws Exception {
        WebHook down = WebHook.start();
        String topic = subscribed("two", true);
        run("topic", "subscribe", topic, down.url());
        confirm(down.await("the confirmation", post -> post.body().contains("SubscribeURL")));
        ses.createConfigurationSet(r -> r.configurationSet(set -> set.name("two")));
        create("two", toTopic("d", topic, EventType.SEND));
        down.answer(503);
        String id = send("two", "shop@example.com", "two@x.test");
        WebHook.Post raw = hook.await(
                "raw",
                post -> post.body().startsWith("{\"eventType\":\"Send\"")
                        && post.body().contains(id));
        assertThat(raw.headers())
                .containsEntry("x-amz-sns-rawdelivery", "true")
                .containsEntry("x-amz-sns-message-type", "Notification")
                .containsEntry("x-amz-sns-topic-arn", topic)
                .containsEntry("content-type", "text/plain; charset=UTF-8")
                .containsEntry("user-agent", "Amazon Simple Notification Service Agent");
        down.answer(200);
        down.event("eventType", "Send", id);

        down.answer(404);
        String dead = send("two", "shop@example.com", "dead@x.test");
        await("the dead letter")
                .atMost(PATIENCE)
                .until(() -> run("topic", "dead").toString(), text -> text.contains("HTTP 404"));
        down.answer(200);
        assertThat(run("topic", "retry", topic).get("retried").asInt()).isPositive();
        WebHook.Post last = down.event("eventType", "Send", dead);

        URI unsubscribe = URI.create(last.json().get("UnsubscribeURL").asString());
        assertThat(posthorn.get(unsubscribe.getRawPath() + "?" + unsubscribe.getRawQuery())
                        .statusCode())
                .isEqualTo(200);
        assertThat(down.await("the end", post -> post.body().contains("UnsubscribeConfirmation"))
                        .json()
                        .get("Message")
                        .asString())
                .startsWith("You have chosen to deactivate subscription " + topic);
        assertThat(posthorn.get("/topics/?Action=Unsubscribe&SubscriptionArn=" + topic + ":x&Token=forged")
                        .statusCode())
                .isEqualTo(400);
        down.close();
    }

    @Test
    void anOutageOfAHookIsToldOnceWhenItBeginsAndOnceWhenItIsOver() throws Exception {
        WebHook down = WebHook.start();
        String topic = run("topic", "create", "outage", "--account", "123456789012")
                .get("topicArn")
                .asString();
        run("topic", "subscribe", topic, down.url());
        confirm(down.await("the confirmation", post -> post.body().contains("SubscribeURL")));
        ses.createConfigurationSet(r -> r.configurationSet(set -> set.name("outage")));
        create("outage", toTopic("d", topic, EventType.SEND));
        down.await("the announcement", post -> post.body().contains("Successfully validated"));
        int port = down.port();
        down.close();
        try (LogLines log = LogLines.of("org.posthorn.feedback.publish.Outages")) {
            String first = send("outage", "shop@example.com", "one@x.test");
            String second = send("outage", "shop@example.com", "two@x.test");
            await("the warning").atMost(PATIENCE).until(() -> !log.lines().isEmpty());
            try (WebHook back = WebHook.start(port)) {
                back.event("eventType", "Send", first);
                back.event("eventType", "Send", second);
                await("the end").atMost(PATIENCE).until(() -> log.lines().size() > 1);
            }
            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().getFirst())
                    .startsWith("WARN event=endpoint_fails subscription=" + topic)
                    .contains("endpoint=127.0.0.1:" + port + " error=\"the connection was refused\"");
            assertThat(log.lines().getLast())
                    .startsWith("INFO event=endpoint_works subscription=" + topic)
                    .contains("endpoint=127.0.0.1:" + port + " failing_since=2");
        }
    }

    @Test
    void aHookThatNeverAnswersSlowsNothingElse() throws Exception {
        try (WebHook silent = WebHook.start()) {
            String topic = subscribed("silent", false);
            run("topic", "subscribe", topic, silent.url());
            confirm(silent.await("the confirmation", post -> post.body().contains("SubscribeURL")));
            ses.createConfigurationSet(r -> r.configurationSet(set -> set.name("silent")));
            create("silent", toTopic("d", topic, EventType.SEND, EventType.DELIVERY));
            silent.fallSilent();
            long start = System.nanoTime();
            List<String> ids = IntStream.range(0, 30)
                    .mapToObj(i -> send("silent", "shop@example.com", "r" + i + "@x.test"))
                    .toList();
            for (String id : ids) {
                hook.event("eventType", "Delivery", id);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("sooner than one post to the silent hook is given up")
                    .isLessThan(Duration.ofSeconds(15));
            assertThat(silent.posts()).noneMatch(post -> ids.stream().anyMatch(post.body()::contains));
            silent.resume();
            for (String id : ids) {
                silent.event("eventType", "Send", id);
                silent.event("eventType", "Delivery", id);
            }
        }
    }
}
