package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.engine.settings.ReceiptRule;
import tools.jackson.databind.JsonNode;

/// A server whose tenant receives, for tests of what its actions do.
///
/// @param tenant who has verified `example.com`
record ReceiptBench(TestServer posthorn, Tenant tenant) {
    /// From now on mail is handled by these actions alone.
    void acts(ReceiptAction... actions) {
        acts(List.of(new ReceiptRule("rule", true, false, List.of(), List.of(actions), false)));
    }

    void acts(List<ReceiptRule> rules) {
        ReceiptSetup.activate(posthorn.server.settings(), tenant, rules.toArray(ReceiptRule[]::new));
    }

    /// Sends a message to the server as it would come in, until its rules are known there.
    ///
    /// @return its id
    MessageId receives(String recipient, String content) {
        String reply = await("mail to " + recipient)
                .atMost(TestServer.PATIENCE)
                .until(() -> send(recipient, content), answer -> !answer.startsWith("550"));
        assertThat(reply).startsWith("250 2.0.0 Ok ");
        return ReceivedId.parse(reply.substring(reply.lastIndexOf(' ') + 1).strip())
                .orElseThrow();
    }

    private String send(String recipient, String content) throws IOException {
        return SmtpText.send(posthorn.server.endpoints().inbound(), "sender@example.org", recipient, content);
    }

    /// The message once all was done for it.
    QueuedMessage handled(MessageId id) {
        return posthorn.ended(id.toString());
    }

    /// The message once this stands in its record: it was tried, and waits.
    QueuedMessage waits(MessageId id, String reply) {
        return await("a try of " + id)
                .atMost(TestServer.PATIENCE)
                .until(
                        () -> posthorn.server.queue().find(id),
                        found -> found.filter(message -> message.toString().contains(reply))
                                .isPresent())
                .orElseThrow();
    }

    /// A topic of the tenant that a hook gets everything of.
    String topic(Path directory, String name, WebHook hook) throws Exception {
        String topic = CommandLineRun.json(directory, "topic", "create", name, "--account", tenant.accountId())
                .get("topicArn")
                .asString();
        CommandLineRun.json(directory, "topic", "subscribe", topic, hook.url());
        URI url = URI.create(hook.await(
                        "the confirmation for " + name,
                        post -> post.body().contains("SubscribeURL")
                                && post.body().contains(topic))
                .json()
                .get("SubscribeURL")
                .asString());
        posthorn.get(url.getRawPath() + "?" + url.getRawQuery());
        return topic;
    }

    /// What a topic's hook got of a message, waiting for it.
    static JsonNode told(WebHook hook, String topic, MessageId id) {
        WebHook.Post post = hook.await(
                "what " + topic + " tells of " + id,
                one -> one.body().contains(topic) && one.body().contains("\\\"messageId\\\":\\\"" + ReceivedId.of(id)));
        assertThat(post.json().get("Subject").asString()).isEqualTo("Amazon SES Email Receipt Notification");
        return post.message();
    }
}
