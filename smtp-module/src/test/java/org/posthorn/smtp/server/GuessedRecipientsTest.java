package org.posthorn.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.smtp.testing.RawClient;

/// Clients with recipients without end: those who guess addresses, and those who know no measure.
final class GuessedRecipientsTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private SmtpListener listener;

    @BeforeEach
    void start() {
        listener = new SmtpListener(
                new ListenerConfig(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        "mx.posthorn.example",
                        1_000,
                        100,
                        new ListenerConfig.Places(10, 10),
                        new ListenerConfig.Room(2, 3_000, 3_000),
                        new ListenerConfig.Patience(LONG, LONG, LONG, LONG, LONG, LONG)),
                new OpenInbox(
                        address -> {
                            asked.incrementAndGet();
                            return address.startsWith("b");
                        },
                        mail -> SmtpReply.of(250, "2.0.0 Ok")),
                Optional.empty());
        open.add(listener);
        listener.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : open.reversed()) {
            part.close();
        }
    }

    private RawClient inTransaction(String from) throws IOException {
        RawClient client = new RawClient(listener.address(), from);
        open.add(client);
        client.reply();
        client.ask("EHLO client.example");
        assertThat(client.ask("MAIL FROM:<ann@example.net>")).startsWith("250");
        return client;
    }

    @Test
    void aHundredThousandRecipientsCostOneTransactionAndNoLookUpBeyondTheHundredth() throws Exception {
        RawClient client = inTransaction("127.0.0.2");
        StringBuilder commands = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            commands.append("RCPT TO:<b").append(i).append("@posthorn.example>\r\n");
        }
        Thread sender = Thread.ofVirtual().start(() -> {
            try {
                client.send(commands.toString());
            } catch (IOException e) {
                // The server has closed the connection.
            }
        });
        List<String> replies = new ArrayList<>();
        for (Optional<String> reply = client.reply(); reply.isPresent(); reply = client.reply()) {
            replies.add(reply.get());
        }
        sender.join();
        // A connection that is closed with input unread may lose the last replies.
        assertThat(replies).hasSizeLessThanOrEqualTo(1_101);
        assertThat(replies.stream().limit(100)).containsOnly("250 Ok");
        assertThat(replies.stream().skip(100))
                .isNotEmpty()
                .allMatch(reply ->
                        reply.equals("452 4.5.3 Too many recipients") || reply.equals("421 4.5.3 Too many recipients"));
        assertThat(asked).hasValue(100);
    }

    @Test
    void recipientsThatAreTooManyGoInAnotherTransaction() throws Exception {
        RawClient client = inTransaction("127.0.0.2");
        for (int transaction = 0; transaction < 12; transaction++) {
            for (int i = 0; i < 200; i++) {
                assertThat(client.ask("RCPT TO:<b" + i + "@posthorn.example>"))
                        .isEqualTo(i < 100 ? "250 Ok" : "452 4.5.3 Too many recipients");
            }
            client.ask("DATA");
            assertThat(client.ask("x\r\n.")).startsWith("250");
            client.ask("MAIL FROM:<ann@example.net>");
        }
    }

    @Test
    void theFirstAreRefusedAtOnceAndOthersAreNotHeldUpByThoseWhoGuess() throws Exception {
        RawClient guesser = inTransaction("127.0.0.2");
        for (int i = 0; i < RefusedRecipients.FREE; i++) {
            assertThat(guesser.ask("RCPT TO:<x" + i + "@posthorn.example>")).startsWith("550 5.1.1");
        }
        guesser.send("RCPT TO:<x@posthorn.example>\r\n".repeat(50));
        RawClient other = inTransaction("127.0.0.3");
        assertThat(other.ask("RCPT TO:<x@posthorn.example>")).startsWith("550 5.1.1");
        assertThat(other.ask("RCPT TO:<bob@posthorn.example>")).startsWith("250");
        // The same address, and a recipient that is there.
        assertThat(inTransaction("127.0.0.2").ask("RCPT TO:<bob@posthorn.example>"))
                .startsWith("250");
    }

    /// A stop ends the delays, and waits for the transaction: what would take minutes comes at once.
    @Test
    void aSessionOfNothingButGuessesEnds() throws Exception {
        RawClient guesser = inTransaction("127.0.0.2");
        guesser.send("RCPT TO:<x@posthorn.example>\r\n".repeat(RefusedRecipients.MOST + 50));
        await().until(() -> asked.get() > RefusedRecipients.FREE);
        Thread stop = Thread.ofVirtual().start(listener::close);
        for (int i = 0; i < RefusedRecipients.MOST; i++) {
            assertThat(guesser.reply().orElse("closed")).startsWith("550 5.1.1");
        }
        assertThat(guesser.reply()).contains("421 4.7.0 Too many unknown recipients");
        assertThat(guesser.reply()).isEmpty();
        stop.join();
        assertThat(asked).hasValue(RefusedRecipients.MOST + 1);
    }

    @Test
    void theDelayGrowsAndHasAnEnd() {
        RefusedRecipients refused = new RefusedRecipients();
        List<Duration> delays = new ArrayList<>();
        for (int i = 0; i < RefusedRecipients.FREE + 7; i++) {
            delays.add(refused.count("192.0.2.1"));
        }
        assertThat(delays.subList(0, RefusedRecipients.FREE)).containsOnly(Duration.ZERO);
        assertThat(delays.subList(RefusedRecipients.FREE, delays.size()))
                .extracting(Duration::toMillis)
                .containsExactly(250L, 500L, 1_000L, 2_000L, 4_000L, 5_000L, 5_000L);
        assertThat(refused.count("192.0.2.2")).isEqualTo(Duration.ZERO);
    }
}
