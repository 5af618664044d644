package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.RawClient;

/// Received mail of up to 40 MB at a server that has not the memory for it: large messages are refused for now, and
/// small ones go on.
@Timeout(300)
class SmallHeapReceiptTest {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");
    private static final String NO_ROOM = "452 4.3.1 Too many messages at a time, try again later";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"64m", "128m"})
    void smallMailGoesOnWhileLargeMailIsPutOff(String heap) throws Exception {
        try (TestServer before = TestServer.start(directory, false, "relay.mode=capture")) {
            before.tenant(TENANT, "one.example");
            ReceiptSetup.activate(before.server.settings(), TENANT, ReceiptSetup.rule("all", false));
        }
        try (ServerProcess server = ServerProcess.startSmall(
                        directory, "127.0.0.1:1", heap, "mail.domain=mail.test", "api.public_url=http://127.0.0.1:0");
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            InetSocketAddress inbound = address(server.endpoint("inbound"));
            await().atMost(TestServer.PATIENCE)
                    .until(() -> send(inbound, "127.0.0.1", 10, "").startsWith("250"));
            List<Future<String>> large = new ArrayList<>();
            List<Future<String>> declared = new ArrayList<>();
            List<Future<String>> medium = new ArrayList<>();
            for (int i = 2; i < 8; i++) {
                String from = "127.0.0." + i;
                large.add(clients.submit(() -> send(inbound, from, 39 * MEBIBYTE, "")));
                declared.add(clients.submit(() -> send(inbound, from, 39 * MEBIBYTE, " SIZE=40900000")));
                medium.add(clients.submit(() -> send(inbound, from, 4 * MEBIBYTE, "")));
            }
            AtomicBoolean over = new AtomicBoolean();
            Future<Integer> small = clients.submit(() -> {
                int sent = 0;
                while (!over.get() || sent < 20) {
                    // From an address that has large messages on their way as well.
                    assertThat(send(inbound, "127.0.0." + (2 + sent % 6), 20_000, ""))
                            .startsWith("250 2.0.0 Ok ");
                    sent++;
                }
                return sent;
            });
            assertThat(replies(declared)).as("told before they are sent").containsOnly(NO_ROOM);
            assertThat(replies(large)).containsOnly(NO_ROOM);
            assertThat(replies(medium)).allMatch(reply -> reply.equals(NO_ROOM) || reply.startsWith("250 2.0.0 Ok "));
            over.set(true);
            assertThat(small.get()).isGreaterThanOrEqualTo(20);
            assertThat(send(inbound, "127.0.0.9", 4 * MEBIBYTE, "")).startsWith("250 2.0.0 Ok ");
            assertThat(server.isAlive()).isTrue();
        }
    }

    private static List<String> replies(List<Future<String>> futures) throws Exception {
        List<String> replies = new ArrayList<>();
        for (Future<String> future : futures) {
            replies.add(future.get());
        }
        return replies;
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(
                InetAddress.ofLiteral(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }

    /// @param parameters of MAIL
    /// @return the reply to the final dot, or to what was refused before it
    private static String send(InetSocketAddress server, String from, int bytes, String parameters) throws IOException {
        try (RawClient client = new RawClient(server, from)) {
            client.reply();
            for (String command : List.of(
                    "EHLO client.example",
                    "MAIL FROM:<ann@example.net>" + parameters,
                    "RCPT TO:<bob@one.example>",
                    "DATA")) {
                String reply = client.ask(command);
                if (reply.charAt(0) > '3') {
                    return reply;
                }
            }
            client.send("Subject: x\r\n\r\n");
            String block = ("x".repeat(510) + "\r\n").repeat(64);
            for (int sent = 0; sent < bytes; sent += block.length()) {
                client.send(block.substring(0, Math.min(block.length(), bytes - sent)));
            }
            return client.ask("\r\n.");
        }
    }
}
