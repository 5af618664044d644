package org.posthorn.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.posthorn.api.auth.TestSigner;
import org.posthorn.engine.identity.Credential;

class OverloadTest {
    private static final String QUOTA = "Action=GetSendQuota";
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final ApiLimits STANDARD = ApiLimits.of(256L << 20);

    @Test
    void moreRequestsThanPlacesAreAnswered503AtOnce() throws IOException {
        ApiLimits onePlace = known(places(1, 1));
        try (TestServer server = new TestServer(onePlace, Map.of());
                Socket unfinished = unfinished(server, server.signer())) {
            assertThat(unfinished.isConnected()).isTrue();
            RawHttp.Reply reply = Awaitility.await().until(() -> server.call(QUOTA), answer -> answer.status() != 200);
            isOverloaded(reply);
        }
    }

    @Test
    void aPlaceIsFreeAgainWhenItsClientHasGone() throws IOException {
        ApiLimits onePlace = known(places(1, 1));
        try (TestServer server = new TestServer(onePlace, Map.of())) {
            try (Socket unfinished = unfinished(server, server.signer())) {
                assertThat(unfinished.isConnected()).isTrue();
                Awaitility.await().until(() -> server.call(QUOTA).status() == 503);
            }
            Awaitility.await().until(() -> server.call(QUOTA).status() == 200);
        }
    }

    @Test
    void anAccountHasItsShareThoughAnotherTakesAllItCan() throws IOException {
        try (TestServer server = new TestServer(known(places(6, 2)), Map.of())) {
            Credential other = otherAccount(server);
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                sockets.add(unfinished(server, server.signer()));
            }
            Awaitility.await().until(() -> server.call(QUOTA).status() == 503);
            TestSigner signer = new TestSigner(
                    other.accessKeyId(),
                    other.secretAccessKey(),
                    server.engine().clock().instant());
            assertThat(RawHttp.post(server.address(), signer.sigV4(QUOTA), QUOTA)
                            .status())
                    .isEqualTo(200);
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void aThousandSilentStrangersOfOneAddressTakeNothingFromCallersThatAreKnown() throws IOException {
        try (TestServer server = new TestServer(STANDARD, Map.of())) {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 1_024; i++) {
                Socket socket = new Socket("127.0.0.1", server.address().getPort());
                socket.getOutputStream().write(bytes(head(Map.of(), 100)));
                sockets.add(socket);
            }
            Awaitility.await()
                    .until(() -> RawHttp.post(server.address(), Map.of(), QUOTA).status() == 503);
            for (int i = 0; i < 20; i++) {
                assertThat(server.call(QUOTA).status()).isEqualTo(200);
            }
            // Nor from strangers of other addresses.
            assertThat(fromAddress("127.0.0.2", server.address(), head(Map.of(), QUOTA.length()) + QUOTA)
                            .status())
                    .isEqualTo(403);
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void aStrangerWhoSaysNothingIsLeftSoon() throws IOException {
        ApiLimits.Group strangers = STANDARD.unknown();
        ApiLimits impatient = new ApiLimits(
                STANDARD.bodyBytes(),
                STANDARD.jsonBytes(),
                1,
                LONG,
                STANDARD.known(),
                new ApiLimits.Group(1, 1, strangers.bytes(), strangers.bytesEach(), 1, Duration.ofMillis(200), LONG));
        try (TestServer server = new TestServer(impatient, Map.of());
                Socket silent = new Socket("127.0.0.1", server.address().getPort())) {
            silent.getOutputStream().write(bytes(head(Map.of(), 100)));
            RawHttp.Reply reply = RawHttp.read(silent.getInputStream());
            assertThat(reply.status()).isEqualTo(408);
            assertThat(reply.message()).isEqualTo("The request body did not come whole.");
            assertThat(RawHttp.post(server.address(), Map.of(), QUOTA).code()).isEqualTo("MissingAuthenticationToken");
        }
    }

    @Test
    void theBeginningOfABodyBuysNoTimeForItsEnd() throws Exception {
        ApiLimits brisk = new ApiLimits(
                STANDARD.bodyBytes(),
                STANDARD.jsonBytes(),
                1_000,
                Duration.ofMillis(200),
                STANDARD.known(),
                STANDARD.unknown());
        try (TestServer server = new TestServer(brisk, Map.of());
                Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
            socket.getOutputStream()
                    .write(bytes(head(server.signer().sigV4(QUOTA), 4_000_000) + "x".repeat(2_000_000)));
            // A byte now and then, as long as it is listened to.
            Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
                socket.getOutputStream().write('x');
                return socket.getInputStream().available() > 0;
            });
            RawHttp.Reply reply = RawHttp.read(socket.getInputStream());
            assertThat(reply.status()).isEqualTo(408);
            assertThat(reply.message()).isEqualTo("The request body came too slowly.");
        }
    }

    @Test
    void theRestOfABodyIsReadThoughItsAnswerIsGiven() throws IOException {
        try (TestServer server = new TestServer(STANDARD, Map.of());
                Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
            String form = QUOTA + "&Padding=" + "x".repeat(4_000_000);
            TestSigner stranger = server.signer().withKey("AKIANOBODY");
            socket.getOutputStream().write(bytes(head(stranger.sigV4(form), form.length())));
            assertThat(RawHttp.read(socket.getInputStream()).code()).isEqualTo("InvalidClientTokenId");
            // The connection stays good for the next request.
            socket.getOutputStream().write(bytes(form));
            socket.getOutputStream().write(bytes(head(server.signer().sigV4(QUOTA), QUOTA.length()) + QUOTA));
            assertThat(RawHttp.read(socket.getInputStream()).status()).isEqualTo(200);
        }
    }

    @Test
    void bodiesShareOneBudgetOfMemory() throws IOException {
        ApiLimits smallBudget = known(new ApiLimits.Group(10, 10, 192 << 10, 64 << 10, 2, LONG, LONG));
        try (TestServer server = new TestServer(smallBudget, Map.of())) {
            isOverloaded(server.call(QUOTA + "&Padding=" + "x".repeat(100_000)));
            assertThat(server.call(QUOTA).status()).isEqualTo(200);
            assertThat(server.call(QUOTA + "&Padding=" + "x".repeat(50_000)).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void manyParametersTakeOfTheBudgetToo() throws IOException {
        ApiLimits smallBudget = known(new ApiLimits.Group(10, 10, 192 << 10, 64 << 10, 2, LONG, LONG));
        try (TestServer server = new TestServer(smallBudget, Map.of())) {
            isOverloaded(server.call(QUOTA + "&a=".repeat(2_000)));
            assertThat(server.call(QUOTA + "&a=".repeat(100)).status()).isEqualTo(200);
        }
    }

    @Test
    void aFormThatItsBodySignsPassesToTheShareOfItsAccount() throws IOException {
        ApiLimits.Group none = new ApiLimits.Group(10, 10, 1_000, 1_000, 4, LONG, LONG);
        String form = "&Timestamp=2026-11-24T12%3A00%3A00Z&Padding=" + "x".repeat(3_000);
        try (TestServer server = new TestServer(known(none), Map.of())) {
            isOverloaded(signedInTheBody(server, form));
        }
        try (TestServer server = new TestServer(STANDARD, Map.of())) {
            assertThat(signedInTheBody(server, form).status()).isEqualTo(200);
        }
    }

    private static RawHttp.Reply signedInTheBody(TestServer server, String form) {
        String signed = server.signer().sigV2("POST", "127.0.0.1", "HmacSHA256", QUOTA + form);
        return RawHttp.post(server.address(), Map.of(), signed);
    }

    @Test
    void aBodyOverTheLimitIsRefusedAlsoWhenItsLengthIsNotAnnounced() throws IOException {
        ApiLimits small = new ApiLimits(1000, 1000, 1, LONG, STANDARD.known(), STANDARD.unknown());
        try (TestServer server = new TestServer(small, Map.of())) {
            String head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n";
            RawHttp.Reply reply = RawHttp.send(server.address(), head, bytes("x".repeat(2000) + "\r\n0\r\n\r\n"));
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.message()).isEqualTo("A request body may have at most 1000 bytes.");
        }
    }

    /// What a small heap can never take is told so, before it is sent, and not to come again.
    @Test
    void aSmallHeapSaysWhatItNeverTakes() throws IOException {
        assertThat(ApiLimits.of(1L << 30).jsonBytes()).isEqualTo(56 << 20);
        assertThat(STANDARD.jsonBytes()).isEqualTo(22_369_621);
        String path = "/v2/email/outbound-emails";
        try (TestServer server = new TestServer(STANDARD, Map.of())) {
            Map<String, String> signed = new TreeMap<>(server.signer().rest("POST", path, "", ""));
            signed.put("Content-Length", "22369622");
            RawHttp.Reply reply = RawHttp.rest(server.address(), "POST", path, signed, "");
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.headers()).containsEntry("x-amzn-errortype", "RequestEntityTooLargeException");
            assertThat(reply.body()).isEqualTo("{\"message\":\"A request body may have at most 22369621 bytes.\"}");
        }
    }

    /// Who is not known has no memory taken for what it announces.
    @Test
    void aStrangersLargeBodyIsNotWaitedFor() throws IOException {
        try (TestServer server = new TestServer(STANDARD, Map.of())) {
            Map<String, String> unsigned = Map.of("Content-Length", "20000000");
            RawHttp.Reply reply = RawHttp.rest(server.address(), "PUT", "/v2/email/tags", unsigned, "");
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.headers()).containsEntry("x-amzn-errortype", "MissingAuthenticationTokenException");
        }
    }

    private static Credential otherAccount(TestServer server) {
        server.engine().accounts().findOrCreate("222222222222");
        return server.engine().accounts().createKey("222222222222");
    }

    /// A request under a good signature whose body does not come.
    private static Socket unfinished(TestServer server, TestSigner signer) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.address().getPort());
        socket.getOutputStream().write(bytes(head(signer.sigV4(QUOTA), 100_000) + "Action"));
        return socket;
    }

    private static String head(Map<String, String> headers, int length) {
        StringBuilder head = new StringBuilder("POST / HTTP/1.1\r\n");
        if (!headers.containsKey("host")) {
            head.append("Host: 127.0.0.1\r\n");
        }
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static RawHttp.Reply fromAddress(String address, InetSocketAddress server, String request)
            throws IOException {
        try (Socket socket = new Socket(server.getAddress(), server.getPort(), InetAddress.getByName(address), 0)) {
            socket.getOutputStream().write(bytes(request));
            return RawHttp.read(socket.getInputStream());
        }
    }

    private static ApiLimits.Group places(int all, int each) {
        return new ApiLimits.Group(all, each, 1 << 24, 1 << 24, 2, LONG, LONG);
    }

    private static ApiLimits known(ApiLimits.Group known) {
        return new ApiLimits(1 << 20, 1 << 20, 1, LONG, known, STANDARD.unknown());
    }

    private static void isOverloaded(RawHttp.Reply reply) {
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.code()).isEqualTo("ServiceUnavailable");
        assertThat(reply.message()).isEqualTo("Service is unavailable");
        assertThat(reply.element("Type")).isEqualTo("Receiver");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
