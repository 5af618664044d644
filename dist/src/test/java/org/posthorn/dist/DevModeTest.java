package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.cli.Main;
import org.posthorn.cli.Shell;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.MessageRejectedException;
import software.amazon.awssdk.services.ses.model.VerificationStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `--dev`, as a test suite or a laptop uses it: any key, no waiting for verification, and mail that is captured and
/// shown.
class DevModeTest {
    @TempDir
    private static Path directory;

    private static TestServer posthorn;

    @BeforeAll
    static void start() throws Exception {
        posthorn = TestServer.start(directory, true);
    }

    @AfterAll
    static void stop() {
        posthorn.close();
    }

    @Test
    void webPagesAreRefusedOnTheApiAndOnCapturedMail() throws Exception {
        for (String path : List.of("/?Action=GetSendQuota", "/_aws/ses")) {
            HttpResponse<String> page = posthorn.http(
                    HttpRequest.newBuilder(posthorn.api().resolve(path)).header("Sec-Fetch-Site", "cross-site"));
            assertThat(page.statusCode()).isEqualTo(403);
            assertThat(page.body()).contains("Requests from web pages are refused in dev and capture mode");
        }
    }

    @Test
    void inAContainerItListensAnywhereAndSaysWhatThatMeans(@TempDir Path other) throws Exception {
        try (ServerProcess server = ServerProcess.startAnywhere(other)) {
            String address = server.endpoint("api");
            assertThat(address).startsWith("0.0.0.0:");
            int port = Integer.parseInt(address.substring("0.0.0.0:".length()));
            assertThat(firstLine(port, "Host: posthorn.ci\r\n")).isEqualTo("HTTP/1.1 200 OK");
            assertThat(firstLine(port, "Host: posthorn.ci\r\nOrigin: https://evil.example\r\n"))
                    .isEqualTo("HTTP/1.1 403 Forbidden");
            await().atMost(TestServer.PATIENCE)
                    .until(() -> Files.readString(other.resolve("server.log"))
                            .contains("--listen-anywhere with --dev: whoever reaches this machine can use"));
        }
    }

    private static String firstLine(int port, String headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write(("GET /?Action=GetSendQuota HTTP/1.1\r\n" + headers + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    @Test
    void anyKeyVerifiesAndSendsAtOnce() throws Exception {
        try (SesClient ses = posthorn.client("test", "test")) {
            ses.verifyEmailIdentity(r -> r.emailAddress("me@any.example"));
            assertThat(ses.getIdentityVerificationAttributes(r -> r.identities("me@any.example"))
                            .verificationAttributes()
                            .get("me@any.example")
                            .verificationStatus())
                    .isEqualTo(VerificationStatus.SUCCESS);

            String id = send(ses, "me@any.example", "hello ✓");

            JsonNode message = captured(id);
            assertThat(message.propertyNames())
                    .containsExactly(
                            "Id", "Region", "Timestamp", "Source", "Destination", "Subject", "Body", "RawData");
            assertThat(message.path("Region").asString()).isEqualTo("us-east-1");
            assertThat(message.path("Timestamp").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d");
            assertThat(message.path("Source").asString()).isEqualTo("me@any.example");
            assertThat(message.path("Destination").toString())
                    .isEqualTo("{\"ToAddresses\":[\"to@example.net\"],\"CcAddresses\":[\"cc@example.net\"],"
                            + "\"BccAddresses\":[\"bcc@example.net\"]}");
            assertThat(message.path("Subject").asString()).isEqualTo("hello ✓");
            assertThat(message.path("Body").toString())
                    .isEqualTo("{\"text_part\":\"some text\",\"html_part\":\"<p>some html</p>\"}");
            assertThat(message.path("RawData").asString())
                    .contains("From: me@any.example\r\n", "Message-ID: <" + id + "@")
                    .doesNotContain("bcc@example.net");
        }
    }

    @Test
    void aKeyOfTwelveDigitsIsAnAccountOfItsOwn() throws Exception {
        try (SesClient one = posthorn.client("111111111111", "any");
                SesClient two = posthorn.client("222222222222", "other");
                SesClient named = posthorn.client("someone", "x")) {
            one.verifyEmailIdentity(r -> r.emailAddress("one@apart.example"));

            assertThat(one.listIdentities().identities()).contains("one@apart.example");
            assertThat(two.listIdentities().identities()).doesNotContain("one@apart.example");
            assertThat(named.listIdentities().identities()).doesNotContain("one@apart.example");
            assertThatThrownBy(() -> send(two, "one@apart.example", "not mine"))
                    .isInstanceOf(MessageRejectedException.class)
                    .hasMessageContaining("Email address is not verified.");
            assertThat(one.getSendQuota().max24HourSend()).as("unlimited").isEqualTo(1e9);
            assertThat(one.getSendQuota().maxSendRate()).as("unlimited").isEqualTo(1e9);
            double before = two.getSendQuota().sentLast24Hours();
            send(one, "one@apart.example", "mine");
            assertThat(one.getSendQuota().sentLast24Hours()).isEqualTo(3);
            assertThat(two.getSendQuota().sentLast24Hours()).isEqualTo(before);
        }
        assertThat(posthorn.server.accounts().find("111111111111")).isPresent();
        assertThat(posthorn.server.accounts().find("000000000000")).isPresent();
    }

    @Test
    void capturedMailIsFoundByIdAndBySourceAndIsForgotten() throws Exception {
        try (SesClient ses = posthorn.client("333333333333", "any")) {
            ses.verifyDomainIdentity(r -> r.domain("filter.example"));
            String first = send(ses, "a@filter.example", "first");
            String second = send(ses, "b@filter.example", "second");
            String third = send(ses, "b@filter.example", "third");
            captured(first);
            captured(second);
            captured(third);

            assertThat(ids("?id=" + first)).containsExactly(first);
            assertThat(ids("?email=b@filter.example")).containsExactly(second, third);
            assertThat(ids("?email=nobody@filter.example")).isEmpty();
            assertThat(ids("?id=" + first + "&email=b@filter.example")).isEmpty();

            assertThat(delete("?id=" + second)).isEqualTo(204);
            assertThat(ids("?email=b@filter.example")).containsExactly(third);
            assertThat(delete("")).isEqualTo(204);
            assertThat(ids("")).isEmpty();
        }
    }

    @Test
    void capturedMailIdentitiesAndQuotaSurviveARestart() throws Exception {
        Path own = directory.resolve("restarted");
        String id;
        try (TestServer before = TestServer.start(own, true);
                SesClient ses = before.client("444444444444", "any")) {
            ses.verifyDomainIdentity(r -> r.domain("kept.example"));
            id = send(ses, "shop@kept.example", "kept");
            before.ended(id);
        }
        try (TestServer after = TestServer.start(own, true);
                SesClient ses = after.client("444444444444", "any")) {
            JsonNode messages = messages(after, "?id=" + id);
            assertThat(messages).hasSize(1);
            assertThat(messages.path(0).path("Subject").asString()).isEqualTo("kept");
            assertThat(ses.listIdentities().identities()).containsExactly("kept.example");
            assertThat(ses.getSendQuota().sentLast24Hours()).isEqualTo(3);
            assertThat(ses.getSendStatistics().sendDataPoints())
                    .singleElement()
                    .satisfies(point -> assertThat(point.deliveryAttempts()).isEqualTo(3));
            send(ses, "shop@kept.example", "and on");
            assertThat(ses.getSendQuota().sentLast24Hours()).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"api.listen", "submission.listen", "inbound.listen", "admin.listen"})
    void noAddressButLoopbackIsServed(String key) {
        StringWriter err = new StringWriter();
        Path own = directory.resolve("refused");
        Shell shell = new Shell(
                Map.of(), own, own, own, new PrintWriter(new StringWriter(), true), new PrintWriter(err, true));
        assertThat(Main.run(shell, "serve", "--dev", "--set", key + "=0.0.0.0:0"))
                .isEqualTo(1);
        assertThat(err.toString()).startsWith("posthorn: " + key + " is 0.0.0.0:0; with --dev any signature passes");
        assertThat(own).doesNotExist();
    }

    private static String send(SesClient ses, String source, String subject) {
        return ses.sendEmail(r -> r.source(source)
                        .destination(d -> d.toAddresses("to@example.net")
                                .ccAddresses("cc@example.net")
                                .bccAddresses("bcc@example.net"))
                        .message(m -> m.subject(s -> s.data(subject).charset("UTF-8"))
                                .body(b -> b.text(t -> t.data("some text")).html(h -> h.data("<p>some html</p>")))))
                .messageId();
    }

    /// The message as it is shown, once it is.
    private static JsonNode captured(String id) {
        return await("capture of " + id)
                .atMost(TestServer.PATIENCE)
                .until(() -> messages(posthorn, "?id=" + id), messages -> messages.size() == 1)
                .path(0);
    }

    private static List<String> ids(String query) throws Exception {
        return StreamSupport.stream(messages(posthorn, query).spliterator(), false)
                .map(message -> message.path("Id").asString())
                .toList();
    }

    private static JsonNode messages(TestServer server, String query) throws Exception {
        return JsonMapper.shared()
                .readTree(server.get("/_aws/ses" + query).body())
                .path("messages");
    }

    private static int delete(String query) throws Exception {
        return posthorn.http(HttpRequest.newBuilder(posthorn.api().resolve("/_aws/ses" + query))
                        .DELETE())
                .statusCode();
    }
}
