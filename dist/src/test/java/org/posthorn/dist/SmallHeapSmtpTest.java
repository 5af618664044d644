package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;

/// Large messages at once against a server with a small heap that ends when it runs out of it, as in production: what
/// has no room is refused for now, and the server goes on.
class SmallHeapSmtpTest {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final String NO_ROOM = "452 4.3.1 Too many messages at a time, try again later";
    private static final List<String> SMALL =
            List.of("-XX:+UseG1GC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-XX:+ExitOnOutOfMemoryError");

    @TempDir
    private Path directory;

    @Test
    void largeMessagesAtOnceAreRefusedForNowAndTheServerGoesOn() throws Exception {
        try (ScriptedPeer relay = ScriptedPeer.start();
                ServerProcess server = ServerProcess.start(directory, relay.address(), SMALL)) {
            server.api();
            String submission = server.endpoint("submission");
            String inbound = server.endpoint("inbound");
            List<String> submitted = new ArrayList<>();
            List<String> received = new ArrayList<>();
            try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<String>> submissions = IntStream.range(0, 8)
                        .mapToObj(i -> clients.submit(() -> send(
                                submission,
                                "127.0.0.1",
                                List.of(
                                        "AUTH PLAIN " + SmtpText.plain("123456789012", "any"),
                                        "MAIL FROM:<shop@example.com>",
                                        "RCPT TO:<ann@example.net>"),
                                39 * MEBIBYTE)))
                        .toList();
                List<Future<String>> reports = IntStream.range(2, 14)
                        .mapToObj(i -> clients.submit(() -> send(
                                inbound,
                                "127.0.0." + i,
                                List.of("MAIL FROM:<>", "RCPT TO:<fbl@localhost>"),
                                10 * MEBIBYTE - 1_000)))
                        .toList();
                for (Future<String> reply : submissions) {
                    submitted.add(reply.get());
                }
                for (Future<String> reply : reports) {
                    received.add(reply.get());
                }
            }
            assertThat(server.isAlive()).isTrue();
            assertThat(submitted).contains(NO_ROOM).anyMatch(reply -> reply.startsWith("250 Ok"));
            assertThat(submitted).allMatch(reply -> reply.equals(NO_ROOM) || reply.startsWith("250 Ok"));
            assertThat(received).contains(NO_ROOM).contains("250 2.0.0 Ok");
            assertThat(received).allMatch(reply -> reply.equals(NO_ROOM) || reply.equals("250 2.0.0 Ok"));
            assertThat(SmtpText.submit(
                            submission,
                            "123456789012",
                            "shop@example.com",
                            "bob@example.net",
                            "From: shop@example.com\r\nSubject: small\r\n\r\nx\r\n"))
                    .startsWith("250 Ok");
            assertThat(TestServer.arrived(relay, "bob@example.net").text()).contains("Subject: small");
        }
    }

    /// Converted for the relay, which takes 7 bits only, and signed: so it is there three times for a moment.
    @Test
    void aLargeEightBitMessageIsConvertedForARelayOfSevenBits() throws Exception {
        try (ScriptedPeer relay = ScriptedPeer.start(new PeerScript().offer("PIPELINING"));
                ServerProcess server = ServerProcess.start(directory, relay.address(), SMALL)) {
            try (SesClient ses = TestServer.client(server.api(), "123456789012", "any")) {
                ses.verifyDomainDkim(r -> r.domain("example.com"));
            }
            String submission = server.endpoint("submission");
            assertThat(send(
                            submission,
                            "127.0.0.1",
                            List.of(
                                    "AUTH PLAIN " + SmtpText.plain("123456789012", "any"),
                                    "MAIL FROM:<shop@example.com>",
                                    "RCPT TO:<ann@example.net>"),
                            39 * MEBIBYTE,
                            "\u00e4\u00f6\u00fc".repeat(80)))
                    .startsWith("250 Ok");
            ReceivedMessage arrived = TestServer.arrived(relay, "ann@example.net");
            assertThat(arrived.content().length).isBetween(39 * MEBIBYTE, 56 * MEBIBYTE);
            assertThat(IntStream.range(0, arrived.content().length).allMatch(i -> arrived.content()[i] >= 0))
                    .as("7 bits")
                    .isTrue();
            assertThat(new String(arrived.content(), 0, 4_096, StandardCharsets.US_ASCII))
                    .startsWith("DKIM-Signature:")
                    .contains("\r\nContent-Transfer-Encoding: ");
            assertThat(server.isAlive()).isTrue();
        }
    }

    private static String send(String address, String from, List<String> commands, int bytes) throws IOException {
        return send(address, from, commands, bytes, "x".repeat(510));
    }

    /// @param line what all of it says
    /// @return the reply to the final dot
    private static String send(String address, String from, List<String> commands, int bytes, String line)
            throws IOException {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket(
                InetAddress.ofLiteral(address.substring(0, colon)),
                Integer.parseInt(address.substring(colon + 1)),
                InetAddress.ofLiteral(from),
                0)) {
            socket.setSoTimeout(60_000);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            in.readLine();
            List<String> all = new ArrayList<>(List.of("HELO client.test"));
            all.addAll(commands);
            all.add("DATA");
            for (String command : all) {
                out.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
                String reply = in.readLine();
                if (reply == null || reply.charAt(0) > '3') {
                    return command + " was answered " + reply;
                }
            }
            out.write("From: shop@example.com\r\nSubject: large\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] lines = (line + "\r\n").repeat(64).getBytes(StandardCharsets.UTF_8);
            for (int written = 0; written + lines.length < bytes; written += lines.length) {
                out.write(lines);
            }
            out.write(".\r\n".getBytes(StandardCharsets.US_ASCII));
            return in.readLine();
        }
    }
}
