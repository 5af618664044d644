package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.sns.util.SignatureChecker;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.EventDestination;
import software.amazon.awssdk.services.ses.model.EventType;
import software.amazon.awssdk.services.ses.model.MessageTag;
import tools.jackson.databind.JsonNode;

/// A server whose events go to a web hook.
abstract class PublishingFixture {
    static final Tenant TENANT = new Tenant("123456789012", "us-east-1");
    static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    static final Installation installation = Installation.behindRelay();

    @Given
    static Path directory;

    @Given
    static ScriptedPeer relay;

    @Given
    static TestServer posthorn;

    @Given
    static Credential key;

    @Given
    static SesClient ses;

    static WebHook hook;

    @BeforeAll
    static void start() throws Exception {
        hook = WebHook.start();
    }

    @AfterAll
    static void stop() {
        hook.close();
    }

    /// Makes a topic, subscribes the hook, and confirms that.
    static String subscribed(String name, boolean raw) throws Exception {
        String topic = run("topic", "create", name, "--account", "123456789012")
                .get("topicArn")
                .asString();
        assertThat(topic).isEqualTo("arn:aws:sns:us-east-1:123456789012:" + name);
        JsonNode subscription = raw
                ? run("topic", "subscribe", topic, hook.url(), "--raw")
                : run("topic", "subscribe", topic, hook.url());
        assertThat(subscription.get("state").asString()).startsWith("pending");
        WebHook.Post confirmation = hook.await(
                "the confirmation of " + name,
                post -> post.body().contains("SubscriptionConfirmation")
                        && post.body().contains("topic " + topic + "."));
        assertThat(confirmation.json().get("Message").asString())
                .isEqualTo("You have chosen to subscribe to the topic " + topic
                        + ".\nTo confirm the subscription, visit the SubscribeURL included in this message.");
        assertSigned(confirmation);
        confirm(confirmation);
        assertThat(run("topic", "list").toString()).contains(topic).contains("confirmed");
        return topic;
    }

    static void confirm(WebHook.Post confirmation) throws Exception {
        URI url = URI.create(confirmation.json().get("SubscribeURL").asString());
        String path = url.getRawPath() + "?" + url.getRawQuery();
        // What a scanner and a browser do first.
        HttpRequest.Builder head = HttpRequest.newBuilder(posthorn.api().resolve(path))
                .method("HEAD", HttpRequest.BodyPublishers.noBody());
        assertThat(posthorn.http(head).statusCode()).isEqualTo(200);
        HttpRequest.Builder look =
                HttpRequest.newBuilder(posthorn.api().resolve(path)).header("Accept", "text/html,*/*;q=0.8");
        assertThat(posthorn.http(look).body()).contains("<form method=\"post\">");
        assertThat(run("topic", "list").toString()).contains("pending");
        HttpResponse<String> answer = posthorn.get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("<ConfirmSubscriptionResult><SubscriptionArn>arn:aws:sns:");
    }

    /// As the SNS Developer Guide says how to verify.
    @SuppressWarnings("deprecation") // the SDK's newer class takes certificates of amazonaws.com only
    static void assertSigned(WebHook.Post post) throws Exception {
        JsonNode json = post.json();
        StringBuilder text = new StringBuilder();
        Stream.of("Message", "MessageId", "SubscribeURL", "Subject", "Timestamp", "Token", "TopicArn", "Type")
                .filter(json::has)
                .forEach(name -> text.append(name)
                        .append('\n')
                        .append(json.get(name).asString())
                        .append('\n'));
        URI url = URI.create(json.get("SigningCertURL").asString());
        Certificate certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(
                        posthorn.get(url.getRawPath()).body().getBytes(StandardCharsets.US_ASCII)));
        assertThat(json.get("SignatureVersion").asString()).isEqualTo("1");
        Signature signature = Signature.getInstance("SHA1withRSA");
        signature.initVerify(certificate);
        signature.update(text.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(signature.verify(
                        Base64.getDecoder().decode(json.get("Signature").asString())))
                .isTrue();
        assertThat(new SignatureChecker().verifyMessageSignature(post.body(), certificate.getPublicKey()))
                .as("as the AWS SDK for Java v1 verifies it")
                .isTrue();
        assertThat(Instant.parse(json.get("Timestamp").asString()))
                .isBefore(Instant.now().plusSeconds(60));
    }

    static EventDestination toTopic(String name, String topic, EventType... types) {
        return EventDestination.builder()
                .name(name)
                .enabled(true)
                .matchingEventTypes(types)
                .snsDestination(s -> s.topicARN(topic))
                .build();
    }

    static void create(String set, EventDestination destination) {
        ses.createConfigurationSetEventDestination(
                r -> r.configurationSetName(set).eventDestination(destination));
    }

    static String send(String set, String source, String to) {
        return ses.sendEmail(r -> r.source(source)
                        .destination(d -> d.toAddresses(to))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t"))))
                        .tags(MessageTag.builder()
                                .name("campaign")
                                .value("autumn")
                                .build())
                        .configurationSetName(set))
                .messageId();
    }

    static JsonNode run(String... words) {
        return CommandLineRun.json(directory, words);
    }
}
