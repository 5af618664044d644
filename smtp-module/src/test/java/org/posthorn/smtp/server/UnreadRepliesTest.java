package org.posthorn.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.smtp.testing.RawClient;
import org.posthorn.smtp.testing.TestTls;
import org.subethamail.smtp.server.Session;

/// Clients that ask and never read the answers, so that the session waits for them to take one: it ends at its time all
/// the same, and keeps neither its place nor a stop.
final class UnreadRepliesTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String ADDRESS = "127.0.0.2";

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : open.reversed()) {
            part.close();
        }
    }

    /// With one place for each address.
    private SubmissionService start(Duration first) {
        SubmissionService service = new SubmissionService(
                new ListenerConfig(
                        LOOPBACK,
                        "email-smtp.posthorn.example",
                        100_000,
                        100,
                        new ListenerConfig.Places(20, 1),
                        new ListenerConfig.Room(3, 10_000_000, 10_000_000),
                        new ListenerConfig.Patience(LONG, first, LONG, LONG, LONG, Duration.ofMillis(100))),
                Optional.of(LOOPBACK),
                Optional.of(TestTls.loopback()),
                new CredentialLogin(id -> Optional.empty(), List.of("us-east-1")),
                (caller, email) -> MessageId.next("us-east-1", Instant.parse("2026-11-24T12:00:00Z")));
        service.start();
        return service;
    }

    private RawClient client(SubmissionService service, String way) throws IOException {
        RawClient client =
                new RawClient(way.equals("tls") ? service.tlsAddress().orElseThrow() : service.address(), ADDRESS);
        open.add(client);
        if (way.equals("tls")) {
            client.secure(TestTls.loopback());
        }
        return client;
    }

    /// Asks until nothing goes through any more.
    private void floods(SubmissionService service, String way) throws Exception {
        RawClient client = client(service, way);
        assertThat(client.reply().orElse("closed")).startsWith("220");
        if (way.equals("starttls")) {
            client.ask("EHLO client.example");
            client.ask("STARTTLS");
            client.secure(TestTls.loopback());
        }
        Thread asking = Thread.ofPlatform().daemon().start(() -> {
            try {
                while (true) {
                    client.send("HELP\r\n".repeat(2_000));
                }
            } catch (IOException cutOff) {
                // That is what is waited for.
            }
        });
        open.add(() -> asking.join(LONG));
        await("the session waits for its client").atMost(LONG).until(() -> isInSend(asking));
    }

    /// It waits to send for longer than the server needs to answer.
    private static boolean isInSend(Thread asking) throws InterruptedException {
        StackTraceElement[] before = asking.getStackTrace();
        return asking.join(Duration.ofMillis(500))
                || (before.length > 0 && before[0].isNativeMethod() && before[0].equals(asking.getStackTrace()[0]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "starttls", "tls"})
    void aSessionWhoseClientReadsNothingGivesItsPlaceBackAtItsTime(String way) throws Exception {
        SubmissionService service = start(Duration.ofSeconds(3));
        open.add(service);
        floods(service, way);
        await("the place").atMost(LONG).until(() -> {
            try (RawClient next = client(service, way)) {
                return next.reply().orElse("closed").startsWith("220");
            } catch (IOException noPlace) {
                return false;
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "starttls", "tls"})
    void aStopDoesNotWaitForAClientThatReadsNothing(String way) throws Exception {
        SubmissionService service = start(LONG.multipliedBy(10));
        floods(service, way);
        Thread stop = Thread.ofPlatform().daemon().start(service::close);
        assertThat(stop.join(LONG)).as("stopped").isTrue();
    }

    @Test
    void nothingIsLeftOfSessionsThatEndLongBeforeTheirTime() throws Exception {
        ListenerConfig config = ListenerConfig.inbound(LOOPBACK, "mx.posthorn.example");
        ServerKind face =
                new ServerKind(List.of(), Optional.empty(), Optional.empty(), Optional.empty(), false, new Closed());
        SmtpServer server = new SmtpServer(config, face, new ContentBudget(config.room()));
        open.add(server);
        server.start();
        for (int i = 0; i < 20; i++) {
            try (RawClient client = new RawClient(server.address())) {
                client.reply();
                client.ask("EHLO client.example");
                assertThat(client.ask("MAIL FROM:<>")).startsWith("250");
                client.ask("QUIT");
            }
        }
        await("the last timer").atMost(LONG).until(() -> server.timers() == 0);
    }

    private record Closed() implements Mailbox {
        @Override
        public Optional<SmtpReply> senderRefusal(String sender) {
            return Optional.empty();
        }

        @Override
        public Optional<SmtpReply> refusal(Session session, String sender, String recipient) {
            return Optional.of(SmtpReply.of(550, "5.1.1 Nobody is here"));
        }

        @Override
        public SmtpReply receive(Transaction transaction, Content content) {
            return SmtpReply.of(550, "5.1.1 Nobody is here");
        }

        @Override
        public boolean mendsLineEnds() {
            return false;
        }

        @Override
        public SmtpReply tooLong() {
            return SmtpReply.of(552, "5.3.4 Too long");
        }
    }
}
