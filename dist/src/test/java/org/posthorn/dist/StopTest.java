package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ses.SesClient;

/// The edges of a server's time and room: a stop under load, clients that dribble, bodies that don't fit.
@Timeout(300)
class StopTest {
    private static final int CLIENTS = 8;
    private static final String SEND = "Action=SendEmail&AWSAccessKeyId=123456789012&Source=shop%40example.com"
            + "&Destination.ToAddresses.member.1=ann%40example.net&Message.Subject.Data=s&Message.Body.Text.Data=t";
    private static final Pattern MESSAGE_ID = Pattern.compile("(?m)^Message-ID: <(\\S+)@");
    private static final Pattern ANSWERED_ID = Pattern.compile("<MessageId>([^<]+)<");

    @TempDir
    private static Path directory;

    private static TestServer posthorn;

    @BeforeAll
    static void start() throws Exception {
        posthorn = TestServer.start(directory.resolve("shared"), true);
        verify(posthorn.api());
    }

    @AfterAll
    static void stop() {
        posthorn.close();
    }

    @Test
    void aStopUnderLoadEndsWithZeroAndLosesNothingThatWasAccepted() throws Exception {
        Set<String> accepted = ConcurrentHashMap.newKeySet();
        Path own = directory.resolve("loaded");
        Files.createDirectories(own);
        try (ScriptedPeer relay = ScriptedPeer.start()) {
            try (ServerProcess server = ServerProcess.start(own, relay)) {
                List<Thread> clients = sendingUntilItFails(server.api(), accepted);
                await().atMost(TestServer.PATIENCE).until(() -> accepted.size() > 2 * CLIENTS);
                assertThat(server.terminate()).isZero();
                for (Thread client : clients) {
                    client.join();
                }
            }
            try (ServerProcess server = ServerProcess.start(own, relay)) {
                server.api();
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(arrived(relay)).containsAll(accepted));
                assertThat(server.terminate()).isZero();
            }
        }
    }

    @Test
    void aStopDoesNotWaitForARelayThatSaysNothing() throws Exception {
        Path own = directory.resolve("silent");
        Files.createDirectories(own);
        Set<String> accepted = ConcurrentHashMap.newKeySet();
        try (ScriptedPeer silent = ScriptedPeer.start(new PeerScript().hang("CONNECT"));
                ServerProcess server = ServerProcess.startTelling(own, silent.address());
                SesClient ses = TestServer.client(server.api(), "123456789012", "any")) {
            accepted.add(send(ses));
            await().atMost(TestServer.PATIENCE).until(() -> silent.connectionCount() > 0);
            long start = System.nanoTime();
            assertThat(server.terminate()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(Files.readString(own.resolve("server.log")))
                    .contains("event=stopping active=1\n")
                    .containsPattern("event=stopped seconds=[0-9]+\n");
        }
        try (ScriptedPeer relay = ScriptedPeer.start();
                ServerProcess server = ServerProcess.start(own, relay.address(), "retry.schedule=1s")) {
            server.api();
            CommandLineRun.of(
                    own,
                    List.of("data.dir=" + own.resolve("data")),
                    "queue",
                    "retry",
                    accepted.iterator().next());
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(arrived(relay)).containsAll(accepted));
        }
    }

    @Test
    void aRequestUnderWayIsAnsweredAndItsMessageKept() throws Exception {
        Path own = directory.resolve("stopping");
        TestServer server = TestServer.start(own, true);
        String answer;
        try (Socket socket = connect(server.api())) {
            verify(server.api());
            write(
                    socket,
                    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                            + "Expect: 100-continue\r\nContent-Length: " + SEND.length() + "\r\n\r\n");
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(in.readLine()).as("the server waits for the body").startsWith("HTTP/1.1 100");
            write(socket, SEND.substring(0, 10));

            Thread stopping = Thread.ofVirtual().start(server::close);
            await().atMost(TestServer.PATIENCE).until(() -> refusesConnections(server.api()));
            write(socket, SEND.substring(10));
            answer = in.lines().collect(Collectors.joining("\n"));
            stopping.join();
        }
        assertThat(answer).contains("HTTP/1.1 200 OK");
        Matcher id = ANSWERED_ID.matcher(answer);
        assertThat(id.find()).isTrue();
        try (TestServer after = TestServer.start(own, true)) {
            assertThat(after.server.queue().find(MessageId.parse(id.group(1)).orElseThrow()))
                    .isPresent();
            after.ended(id.group(1));
        }
    }

    @Test
    void aClientThatDribblesIsCutOffAndHarmsNobody() throws Exception {
        try (Socket body = connect(posthorn.api());
                SesClient ses = TestServer.client(posthorn.api(), "123456789012", "any")) {
            write(
                    body,
                    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                            + "Content-Length: 100000\r\n\r\n");
            // A byte now and then, with other people's requests between them.
            await("the end of the slow client")
                    .pollInterval(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> {
                        assertThat(send(ses)).isNotEmpty();
                        return isCutOff(body);
                    });
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedBeforeItIsSentWhenItIsAnnounced() throws Exception {
        try (Socket socket = connect(posthorn.api())) {
            write(
                    socket,
                    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                            + "Content-Length: 999999999\r\n\r\nAction=");
            assertTooLarge(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void aBodyThatGrowsTooLargeIsRefusedWhenItDoes() throws Exception {
        byte[] chunk = ("100000\r\n" + "a".repeat(0x100000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = connect(posthorn.api())) {
            write(
                    socket,
                    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n");
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 64; i++) {
                        socket.getOutputStream().write(chunk);
                    }
                } catch (IOException e) {
                    // refused while we were sending: as it should be
                }
            });
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(in.readLine()).startsWith("HTTP/1.1 413");
            sender.join();
        }
        assertThat(posthorn.get("/health/ready").statusCode()).isEqualTo(200);
    }

    private static void assertTooLarge(String reply) {
        assertThat(reply)
                .startsWith("HTTP/1.1 413 ")
                .containsIgnoringCase("Content-Type: text/xml")
                .contains(
                        "<ErrorResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\">",
                        "<Type>Sender</Type>",
                        "<Code>RequestEntityTooLarge</Code>",
                        "<RequestId>");
    }

    private static List<Thread> sendingUntilItFails(URI api, Set<String> accepted) {
        return IntStream.range(0, CLIENTS)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    try (SesClient ses = TestServer.client(api, "123456789012", "any")) {
                        while (true) {
                            accepted.add(send(ses));
                        }
                    } catch (SdkException e) {
                        // the server has stopped: that one was not accepted
                    }
                }))
                .toList();
    }

    private static String send(SesClient ses) {
        return ses.sendEmail(r -> r.source("shop@example.com")
                        .destination(d -> d.toAddresses("ann@example.net"))
                        .message(m -> m.subject(s -> s.data("subject")).body(b -> b.text(t -> t.data("text")))))
                .messageId();
    }

    private static Set<String> arrived(ScriptedPeer relay) {
        return relay.messages().stream()
                .map(message -> MESSAGE_ID.matcher(message.text()))
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .collect(Collectors.toSet());
    }

    private static void verify(URI api) {
        try (SesClient ses = TestServer.client(api, "123456789012", "any")) {
            ses.verifyDomainIdentity(r -> r.domain("example.com"));
        }
    }

    private static Socket connect(URI api) throws IOException {
        Socket socket = new Socket(api.getHost(), api.getPort());
        socket.setSoTimeout((int) TestServer.PATIENCE.toMillis());
        return socket;
    }

    private static boolean refusesConnections(URI api) {
        try (Socket socket = new Socket(api.getHost(), api.getPort())) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }

    /// Sends one byte more, and looks whether an answer or the end has come.
    private static boolean isCutOff(Socket socket) {
        try {
            write(socket, "a");
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            return true;
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
