package org.posthorn.api.v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.api.TestEngine;
import org.posthorn.api.auth.TestSigner;
import org.posthorn.api.http.RawHttp;
import org.posthorn.api.http.TestServer;
import org.posthorn.engine.settings.Suppressed;

/// API v2 and what HTTP, proxies and AWS's own headers do around it.
class RestHttpTest {
    private static final String LIST = "/v2/email/suppression/addresses";

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        server.engine()
                .suppression()
                .add(TestEngine.TENANT, "a@example.net", Suppressed.Reason.BOUNCE, Optional.empty());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawHttp.Reply call(String method, String path) {
        return RawHttp.rest(server.address(), method, path, server.signer().rest(method, path, "", ""), "");
    }

    private static String type(RawHttp.Reply reply) {
        return reply.headers().getOrDefault("x-amzn-errortype", "none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "OPTIONS", "TRACE", "PATCH", "FOO", "get"})
    void anotherMethodIsNoOperation(String method) throws IOException {
        Map<String, String> signed = server.signer().rest(method, LIST, "", "");
        try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
            socket.setSoTimeout(20_000);
            send(
                    socket,
                    head(method, LIST, signed, 0)
                            + head("GET", LIST, server.signer().rest("GET", LIST, "", ""), 0));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            assertThat(answer(in, !method.equals("HEAD"))).startsWith("HTTP/1.1 404");
            assertThat(answer(in, true)).as("the connection stays in step").startsWith("HTTP/1.1 200");
        }
    }

    /// A path is found as it came: one that only leads here once its dots are gone is none of ours.
    @ParameterizedTest
    @CsvSource({
        "/v2/email/suppression/../suppression/addresses",
        "/v2/email/./suppression/addresses",
        "/v2/email//suppression/addresses",
        "/v2/email/suppression/addresses//",
        "/v2/email/suppression/addresses/%2e%2e",
        "/v2/email/suppression%2Faddresses",
        "/v2/EMAIL/suppression/addresses",
        "/v2/email;x=1/suppression/addresses",
        "/x/../v2/email/suppression/addresses",
        "/v2/email/suppression/addresses%3FReason=BOUNCE",
    })
    void noOtherWayLeadsToAnOperation(String path) {
        RawHttp.Reply reply = call("GET", path);
        assertThat(reply.status()).as(path + " " + reply.body()).isBetween(400, 404);
        assertThat(reply.body()).doesNotContain("a@example.net");
    }

    @Test
    void aPresignedUrlNeedsNoHeaders() {
        String path = LIST + "/a%40example.net";
        RawHttp.Reply reply = RawHttp.get(
                server.address(), Map.of(), path + "?" + server.signer().presigned("GET", path, "", 300));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.body()).contains("a@example.net");
        String filtered = server.signer().presigned("GET", LIST, "Reason=BOUNCE&Reason=COMPLAINT&PageSize=1", 300);
        assertThat(RawHttp.get(server.address(), Map.of(), LIST + "?" + filtered)
                        .status())
                .isEqualTo(200);
        RawHttp.Reply another = RawHttp.get(
                server.address(), Map.of(), path + "?" + server.signer().presigned("GET", LIST + "/b", "", 300));
        assertThat(another.status()).isEqualTo(403);
        assertThat(type(another)).isEqualTo("InvalidSignatureException");
        String late = new TestSigner(
                        TestEngine.KEY.accessKeyId(),
                        TestEngine.KEY.secretAccessKey(),
                        server.engine().clock().instant().minusSeconds(301))
                .presigned("GET", path, "", 300);
        RawHttp.Reply expired = RawHttp.get(server.address(), Map.of(), path + "?" + late);
        assertThat(expired.status()).isEqualTo(403);
        assertThat(type(expired)).isIn("InvalidSignatureException", "ExpiredTokenException");
    }

    /// As the SDK for JavaScript signs.
    @Test
    void headersOfAwsMayBeSigned() {
        String body = "{\"EmailAddress\":\"js@example.net\",\"Reason\":\"BOUNCE\"}";
        Map<String, String> extra = new LinkedHashMap<>(Map.of(
                "amz-sdk-invocation-id", "8e7a1c9e-0000-4000-8000-000000000000",
                "amz-sdk-request", "attempt=1; max=3",
                "content-length", String.valueOf(body.length()),
                "content-type", "application/json",
                "x-amz-content-sha256", TestSigner.hash(body),
                "x-amz-user-agent", "aws-sdk-js/3.0"));
        Map<String, String> signed = server.signer().rest("PUT", LIST, "", body, extra);
        assertThat(RawHttp.rest(server.address(), "PUT", LIST, signed, body).status())
                .isEqualTo(200);
        RawHttp.Reply other = RawHttp.rest(server.address(), "PUT", LIST, signed, body.replace("js@", "no@"));
        assertThat(other.status()).isEqualTo(403);
        assertThat(type(other)).isEqualTo("InvalidSignatureException");
    }

    /// What other protocols of AWS go by means nothing here.
    @Test
    void actionsAndTargetsAreNotLookedAt() {
        Map<String, String> signed =
                new LinkedHashMap<>(server.signer().rest("GET", LIST, "Action=GetSendQuota&Version=2010-12-01", ""));
        signed.put("X-Amz-Target", "SimpleEmailService.GetAccount");
        RawHttp.Reply reply =
                RawHttp.rest(server.address(), "GET", LIST + "?Action=GetSendQuota&Version=2010-12-01", signed, "");
        assertThat(reply.body()).startsWith("{\"SuppressedDestinationSummaries\":[{");
    }

    /// No answer of the other API comes to a client of this one, and the other way round.
    @Test
    void theFacesAreApart() {
        assertThat(call("GET", "/v2/email/nothing").headers()).containsEntry("content-type", "application/json");
        assertThat(call("GET", "/v2").headers().get("content-type")).doesNotContain("text/html");
        assertThat(server.call("Action=ListSuppressedDestinations").code()).isEqualTo("InvalidAction");
    }

    @Test
    void severalRequestsMayComeBeforeTheFirstAnswer() throws IOException {
        String one =
                head("GET", LIST + "/a@example.net", server.signer().rest("GET", LIST + "/a@example.net", "", ""), 0);
        String two =
                head("GET", LIST + "/b@example.net", server.signer().rest("GET", LIST + "/b@example.net", "", ""), 0);
        try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
            socket.setSoTimeout(20_000);
            send(socket, (one + two).repeat(20));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            for (int i = 0; i < 40; i++) {
                assertThat(answer(in, true)).startsWith(i % 2 == 0 ? "HTTP/1.1 200" : "HTTP/1.1 404");
            }
        }
    }

    @Test
    void whoWaitsForContinueIsToldSoOrRefusedAtOnce() throws IOException {
        String body = "{\"EmailAddress\":\"waits@example.net\",\"Reason\":\"BOUNCE\"}";
        Map<String, String> signed = new LinkedHashMap<>(server.signer().rest("PUT", LIST, "", body));
        signed.put("Expect", "100-continue");
        try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
            socket.setSoTimeout(20_000);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            send(socket, head("PUT", LIST, signed, body.length()));
            assertThat(in.readLine()).startsWith("HTTP/1.1 100");
            assertThat(in.readLine()).isEmpty();
            send(socket, body);
            assertThat(answer(in, true)).startsWith("HTTP/1.1 200");
        }
        Map<String, String> stranger =
                new LinkedHashMap<>(server.signer().withKey("AKIANOBODY").rest("PUT", LIST, "", body));
        stranger.put("Expect", "100-continue");
        try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
            socket.setSoTimeout(20_000);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            send(socket, head("PUT", LIST, stranger, body.length()));
            assertThat(in.readLine()).as("before a byte of the body").startsWith("HTTP/1.1 403");
        }
    }

    /// Status line and headers; the body is read away.
    private static String answer(BufferedReader in, boolean hasBody) throws IOException {
        StringBuilder head = new StringBuilder();
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            head.append(line).append('\n');
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        for (int i = 0; hasBody && i < length; i++) {
            in.read();
        }
        return head.toString();
    }

    private static String head(String method, String target, Map<String, String> headers, int length) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("Content-Length: ").append(length).append("\r\n\r\n").toString();
    }

    private static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
