package org.posthorn.api.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthorn.api.TestEngine;
import org.posthorn.api.capture.CapturedMail;
import org.posthorn.api.http.BrowserGuard;
import org.posthorn.api.http.RawHttp;
import org.posthorn.api.http.WebServer;
import org.posthorn.api.pages.VerificationLink;
import org.posthorn.engine.delivery.Captures.Captured;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityType;
import org.posthorn.engine.settings.VerificationStatus;
import org.posthorn.engine.verification.CustomVerification;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OperatorEndpointsTest {
    private static final Captured FIRST = captured(
            "a@example.com",
            "From: a@example.com\r\n"
                    + "To: Ann <to@example.org>\r\nCc: cc@example.org\r\nSubject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\n"
                    + "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
                    + "--b\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                    + "w6RiYw==\r\n--b\r\nContent-Type: text/html\r\n\r\n<b>x</b>\r\n--b--\r\n");
    private static final Captured SECOND = captured("b@example.com", "no header at all");

    private final List<Captured> kept = new ArrayList<>(List.of(FIRST, SECOND));
    private Optional<String> trouble = Optional.empty();
    private WebServer server;

    @BeforeEach
    void start() throws IOException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.counter("posthorn.test").increment();
        server = new WebServer(
                "test",
                new InetSocketAddress("127.0.0.1", 0),
                Optional.empty(),
                Map.of(
                        "/health/ready", new HealthEndpoint(() -> trouble),
                        "/metrics", MetricsEndpoint.open(registry),
                        "/verify",
                                new VerificationLink(
                                        token -> link(token, VerificationStatus.Pending),
                                        token -> link(token, VerificationStatus.Success)),
                        "/_aws/ses",
                                new CapturedMail(
                                        () -> kept,
                                        id -> kept.removeIf(c -> id.isEmpty()
                                                || c.mail().id().toString().equals(id.get())),
                                        new BrowserGuard(false))));
        server.start();
    }

    private static CustomVerification.Result link(String token, VerificationStatus status) {
        return new CustomVerification.Result(
                Optional.of(token)
                        .filter("good"::equals)
                        .map(t -> new Identity(
                                "<a>&@example.org",
                                IdentityType.EmailAddress,
                                status,
                                Optional.empty(),
                                Instant.EPOCH,
                                Optional.empty(),
                                true)),
                Optional.empty());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void healthIsUpOrDownWithItsReason() {
        assertThat(get("/health/ready").body()).isEqualTo("{\"status\":\"up\",\"reason\":\"\"}");
        trouble = Optional.of("the disk is full");
        RawHttp.Reply down = get("/health/ready");
        assertThat(down.status()).isEqualTo(503);
        assertThat(down.body()).isEqualTo("{\"status\":\"down\",\"reason\":\"the disk is full\"}");
    }

    @Test
    void metricsAreInThePrometheusFormat() {
        RawHttp.Reply reply = get("/metrics");
        assertThat(reply.headers().get("content-type")).startsWith("text/plain; version=0.0.4");
        assertThat(reply.body()).contains("posthorn_test_total 1.0");
    }

    @Test
    void aVerificationLinkShowsAPageAndEscapesTheName() {
        RawHttp.Reply shown = get("/verify?token=good");
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.body()).contains("<form method=\"post\">").contains("&lt;a&gt;&amp;@example.org");
        RawHttp.Reply good = request("POST", "/verify?token=good");
        assertThat(good.body()).contains("Address verified");
        assertThat(good.status()).isEqualTo(200);
        assertThat(good.body()).contains("&lt;a&gt;&amp;@example.org").doesNotContain("<a>&@");
        assertThat(good.headers()).containsEntry("referrer-policy", "no-referrer");
        assertThat(get("/verify?token=bad").status()).isEqualTo(400);
        assertThat(get("/verify").status()).isEqualTo(400);
        assertThat(get("/verify?token=%zz").status()).isEqualTo(400);
    }

    @Test
    void capturedMailIsShownInTheShapeOfLocalStack() {
        JsonNode message = json(get("/_aws/ses")).get("messages").get(0);
        assertThat(message.propertyNames())
                .containsExactly("Id", "Region", "Timestamp", "Source", "Destination", "Subject", "Body", "RawData");
        assertThat(message.get("Id").asString()).isEqualTo(FIRST.mail().id().toString());
        assertThat(message.get("Timestamp").asString()).isEqualTo("2026-11-24T12:00:00");
        assertThat(message.get("Subject").asString()).isEqualTo("Grüße");
        assertThat(message.get("Destination").toString())
                .isEqualTo("{\"ToAddresses\":[\"Ann <to@example.org>\"],\"CcAddresses\":[\"cc@example.org\"],"
                        + "\"BccAddresses\":[\"bcc@example.org\"]}");
        assertThat(message.get("Body").get("text_part").asString()).isEqualTo("äbc");
        assertThat(message.get("Body").get("html_part").asString()).isEqualTo("<b>x</b>");
        assertThat(message.get("RawData").asString()).startsWith("From: a@example.com");
    }

    @Test
    void capturedMailIsFilteredAndForgotten() {
        assertThat(json(get("/_aws/ses")).get("messages")).hasSize(2);
        assertThat(json(get("/_aws/ses?email=b%40example.com")).get("messages")).hasSize(1);
        assertThat(json(get("/_aws/ses?id=" + FIRST.mail().id())).get("messages"))
                .hasSize(1);
        assertThat(json(get("/_aws/ses?id=none")).get("messages")).isEmpty();
        assertThat(delete("/_aws/ses?id=" + FIRST.mail().id())).isEqualTo(204);
        assertThat(kept).containsExactly(SECOND);
        assertThat(delete("/_aws/ses")).isEqualTo(204);
        assertThat(kept).isEmpty();
    }

    @Test
    void webPagesNeitherSeeNorForgetCapturedMail() {
        for (String method : List.of("GET", "DELETE")) {
            for (String header : List.of(
                    "Host: evil.example",
                    "Host: 127.0.0.1\r\nOrigin: https://evil.example",
                    "Host: 127.0.0.1\r\nSec-Fetch-Site: cross-site")) {
                RawHttp.Reply reply = RawHttp.send(
                        server.address(), method + " /_aws/ses HTTP/1.1\r\n" + header + "\r\n\r\n", new byte[0]);
                assertThat(reply.status()).isEqualTo(403);
                assertThat(reply.body()).contains(" are refused in dev and capture mode");
            }
        }
        assertThat(kept).hasSize(2);
    }

    private RawHttp.Reply request(String method, String target) {
        return RawHttp.send(
                server.address(),
                method + " " + target + " HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
                new byte[0]);
    }

    private RawHttp.Reply get(String target) {
        return RawHttp.get(server.address(), Map.of(), target);
    }

    private int delete(String target) {
        return RawHttp.send(server.address(), "DELETE " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", new byte[0])
                .status();
    }

    private static JsonNode json(RawHttp.Reply reply) {
        return JsonMapper.shared().readTree(reply.body());
    }

    private static Captured captured(String source, String text) {
        Instant at = Instant.parse("2026-11-24T12:00:00Z");
        Content content = Content.of(text);
        Mail mail = new Mail(
                MessageId.next("us-east-1", at),
                TestEngine.TENANT,
                MailKind.SENT,
                at,
                new Envelope("", List.of("to@example.org", "cc@example.org", "bcc@example.org")),
                source,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                content.sizeBytes());
        return new Captured(mail, content);
    }
}
