package org.posthorn.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.smtp.testing.RawClient;

/// Clients that send faster than their content is read, more of them than there are cores: others have their turn.
final class FastClientsTest {
    private static final Duration LONG = Duration.ofSeconds(120);
    /// Of which four times as much is read, and thrown away: for longer than the test takes.
    private static final int MESSAGE_BYTES = 500_000_000;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : open.reversed()) {
            part.close();
        }
    }

    @Test
    void othersAreGreetedWhileContentComesWithoutEnd() throws Exception {
        SmtpListener listener = new SmtpListener(
                new ListenerConfig(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        "mx.posthorn.example",
                        MESSAGE_BYTES,
                        3,
                        new ListenerConfig.Places(1_000, 1_000),
                        new ListenerConfig.Room(1, 1_000, 1_000),
                        new ListenerConfig.Patience(LONG, LONG, LONG, LONG, LONG, Duration.ofMillis(100))),
                new OpenInbox(address -> true, mail -> SmtpReply.of(250, "2.0.0 Ok")),
                Optional.empty());
        open.add(listener);
        listener.start();
        for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
            RawClient client = new RawClient(listener.address());
            open.add(client);
            assertThat(client.reply().orElse("closed")).startsWith("220");
            client.ask("EHLO client.example");
            client.ask("MAIL FROM:<>");
            client.ask("RCPT TO:<b-one@posthorn.example>");
            assertThat(client.ask("DATA")).startsWith("354");
            Thread.ofPlatform().daemon().start(() -> sendForEver(client));
        }
        for (int i = 0; i < 5; i++) {
            try (RawClient other = new RawClient(listener.address(), "127.0.0.2")) {
                assertThat(other.reply().orElse("closed")).startsWith("220"); // within its 20 seconds
                assertThat(other.ask("EHLO client.example")).startsWith("250");
            }
        }
    }

    private static void sendForEver(RawClient client) {
        String lines = "y".repeat(998).concat("\r\n").repeat(200);
        try {
            while (true) {
                client.send(lines);
            }
        } catch (IOException ended) {
            // By the test.
        }
    }
}
