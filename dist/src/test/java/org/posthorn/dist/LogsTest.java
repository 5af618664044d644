package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.SesException;
import software.amazon.awssdk.services.ses.model.TemplateDoesNotExistException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a running server tells its operator: the log of a process, read as a log collector reads it.
class LogsTest {
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");

    // Not a configuration for tests that lies on the path before the real one.
    private static final List<String> JVM =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dlogback.configurationFile=logback.xml");

    @TempDir
    private Path directory;

    @Test
    void jsonLinesHaveMembersForWhatWasAcceptedDeliveredAndRefused() throws Exception {
        try (ScriptedPeer relay = ScriptedPeer.start();
                ServerProcess server = ServerProcess.start(directory, relay.address(), JVM, "log.format=json")) {
            URI api = server.api();
            try (SesClient ses = TestServer.client(api, "123456789012", "any")) {
                ses.createConfigurationSet(r -> r.configurationSet(s -> s.name("receipts")));
                String id = ses.sendEmail(r -> r.source("Shop <shop@example.com>")
                                .destination(d -> d.toAddresses("a@x.test").ccAddresses("b@x.test"))
                                .configurationSetName("receipts")
                                .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))))
                        .messageId();
                TemplateDoesNotExistException none = catchThrowableOfType(
                        TemplateDoesNotExistException.class, () -> ses.getTemplate(r -> r.templateName("none")));
                JsonNode refused = line("call_refused", "request_id", none.requestId());
                assertThat(refused.path("account").asString()).isEqualTo("123456789012");
                assertThat(refused.path("key_id").asString()).isEqualTo("123456789012");
                assertThat(refused.path("action").asString()).isEqualTo("GetTemplate");
                assertThat(refused.path("code").asString()).isEqualTo("TemplateDoesNotExist");
                assertThat(refused.path("ms").isIntegralNumber()).isTrue();
                assertThat(refused.path("remote").asString()).isEqualTo("127.0.0.1");

                JsonNode accepted = line("accepted", "message_id", id);
                assertThat(accepted.path("time").asString()).matches(TIME);
                assertThat(Instant.parse(accepted.path("time").asString()))
                        .isBetween(Instant.now().minusSeconds(600), Instant.now());
                assertThat(accepted.path("level").asString()).isEqualTo("INFO");
                assertThat(accepted.path("account").asString()).isEqualTo("123456789012");
                assertThat(accepted.path("key_id").asString()).isEqualTo("123456789012");
                assertThat(accepted.path("by").asString()).isEqualTo("SendEmail");
                assertThat(accepted.path("source").asString()).isEqualTo("Shop <shop@example.com>");
                assertThat(accepted.path("recipients").asInt()).isEqualTo(2);
                assertThat(accepted.path("bytes").asInt()).isGreaterThan(100);
                assertThat(accepted.path("set").asString()).isEqualTo("receipts");
                assertThat(accepted.path("message").asString())
                        .startsWith("event=accepted message=" + id + " account=123456789012 ");

                for (String recipient : List.of("a@x.test", "b@x.test")) {
                    JsonNode outcome = awaitLine("recipient", recipient);
                    assertThat(outcome.path("message_id").asString()).isEqualTo(id);
                    assertThat(outcome.path("outcome").asString()).isEqualTo("delivered");
                    assertThat(outcome.path("attempt").asInt()).isEqualTo(1);
                    assertThat(outcome.path("age_ms").isIntegralNumber()).isTrue();
                    assertThat(outcome.has("next")).isFalse();
                }
            }
            assertThat(SmtpText.submit(
                            server.endpoint("submission"),
                            "123456789012",
                            "s@example.com",
                            "c@x.test",
                            "From: s@example.com\r\n\r\nt\r\n"))
                    .startsWith("250 Ok ");
            assertThat(line("accepted", "by", "SendSmtpEmail").path("remote").asString())
                    .isEqualTo("127.0.0.1");
        }
    }

    @Test
    void intakeThatClosesIsOneErrorWithNumbersHoweverManyAreRefused() throws Exception {
        try (ServerProcess server =
                ServerProcess.start(directory, "127.0.0.1:1", JVM, "log.format=json", "queue.max_messages=1")) {
            try (SesClient ses = TestServer.client(server.api(), "123456789012", "any")) {
                send(ses);
                for (int i = 0; i < 20; i++) {
                    assertThatThrownBy(() -> send(ses))
                            .isInstanceOfSatisfying(
                                    SesException.class,
                                    e -> assertThat(e.statusCode()).isEqualTo(503));
                }
            }
            JsonNode closed = awaitLine("event", "intake_closed");
            assertThat(closed.path("level").asString()).isEqualTo("ERROR");
            assertThat(closed.path("reason").asString()).isEqualTo("the queue is full");
            assertThat(closed.path("queued").asInt()).isEqualTo(1);
            assertThat(closed.path("max_messages").asInt()).isEqualTo(1);
            assertThat(closed.path("free_bytes").asLong())
                    .isGreaterThan(closed.path("floor_bytes").asLong());
            assertThat(lines())
                    .filteredOn(line -> has(line, "event", "intake_closed"))
                    .hasSize(1);
            assertThat(lines())
                    .filteredOn(line -> has(line, "code", "ServiceUnavailable"))
                    .hasSize(20)
                    .allMatch(line -> line.path("reason").asString().startsWith("QUEUE_FULL: "));
        }
    }

    @Test
    void noisyClientsPutNoStackTraceIntoTheLog() throws Exception {
        try (ScriptedPeer relay = ScriptedPeer.start();
                ServerProcess server = ServerProcess.start(directory, relay.address(), JVM)) {
            for (String name : List.of("api", "submission", "inbound")) {
                String address = server.endpoint(name);
                for (String noise :
                        List.of("\u0016\u0003\u0001\u0002\u0000", "GET / HTTP/9.9\r\n\r\n", "EHLO x\r\nMAIL")) {
                    say(address, noise);
                }
            }
            // Whatever they led to is written before what comes later is.
            assertThat(SmtpText.send(
                            server.endpoint("inbound"), "a@x.test", "fbl@localhost", "Subject: x\r\n\r\nx\r\n"))
                    .startsWith("250");
            await().atMost(Duration.ofSeconds(30)).until(() -> log().contains("event=received"));
            assertThat(log().lines())
                    .noneMatch(line -> line.startsWith("\tat ") || line.startsWith("Caused by"))
                    .filteredOn(line -> line.contains("Exception"))
                    .isEmpty();
        }
    }

    private static void say(String address, String noise) throws IOException {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))) {
            socket.getOutputStream().write(noise.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static void send(SesClient ses) {
        ses.sendEmail(r -> r.source("shop@example.com")
                .destination(d -> d.toAddresses("a@x.test"))
                .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))));
    }

    private JsonNode awaitLine(String name, String value) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> lines().stream()
                                .filter(line -> has(line, name, value))
                                .findFirst(),
                        found -> found.isPresent())
                .orElseThrow();
    }

    /// The only line of an event with this member.
    private JsonNode line(String event, String name, String value) {
        awaitLine(name, value);
        List<JsonNode> found = lines().stream()
                .filter(line -> has(line, "event", event) && has(line, name, value))
                .toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static boolean has(JsonNode line, String name, String value) {
        return line.path(name).asString().equals(value);
    }

    /// Whole lines: the last may be under way.
    private List<JsonNode> lines() {
        String log = log();
        return log.substring(0, log.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("server.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
