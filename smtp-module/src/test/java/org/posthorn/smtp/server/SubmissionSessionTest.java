package org.posthorn.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.smtp.testing.RawClient;
import org.posthorn.smtp.testing.TestTls;
import org.slf4j.LoggerFactory;

/// What a log-in is worth, and for how long: before and after STARTTLS, when its key goes, and what wrong ones cost.
final class SubmissionSessionTest {
    private static final String KEY = "AKIAIOSFODNN7EXAMPLE";
    private static final String OTHER = "AKIAI44QH8DHBEXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final String LARGE = "y".repeat(20_000) + "\r\n";
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final Map<String, Credential> keys = new ConcurrentHashMap<>(Map.of(
            KEY, new Credential(KEY, "111111111111", SECRET), OTHER, new Credential(OTHER, "222222222222", SECRET)));
    private final List<AutoCloseable> open = new ArrayList<>();
    private final SubmissionService service = new SubmissionService(
            new ListenerConfig(
                    LOOPBACK,
                    "email-smtp.posthorn.example",
                    30_000,
                    100,
                    new ListenerConfig.Places(20, 3),
                    new ListenerConfig.Room(3, 180_000, 90_000),
                    new ListenerConfig.Patience(LONG, LONG, LONG, LONG, LONG, LONG)),
            Optional.of(LOOPBACK),
            Optional.of(TestTls.loopback()),
            new CredentialLogin(id -> Optional.ofNullable(keys.get(id)), List.of("us-east-1")),
            (caller, email) -> MessageId.next("us-east-1", Instant.parse("2026-11-24T12:00:00Z")));

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : open.reversed()) {
            part.close();
        }
        service.close();
    }

    private RawClient connect(String from) throws IOException {
        if (open.isEmpty()) {
            service.start();
        }
        RawClient client = new RawClient(service.address(), from);
        open.add(client);
        assertThat(client.reply().orElse("closed")).startsWith("220");
        client.ask("EHLO client.example");
        return client;
    }

    private RawClient loggedIn(String from, String key) throws IOException {
        RawClient client = connect(from);
        assertThat(client.ask(auth(key, SmtpCredentials.password(SECRET, "us-east-1"))))
                .isEqualTo("235 Authentication successful.");
        return client;
    }

    private static String auth(String key, String password) {
        return "AUTH PLAIN "
                + Base64.getEncoder().encodeToString(("\0" + key + "\0" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static void upToData(RawClient client) throws IOException {
        assertThat(client.ask("MAIL FROM:<sender@example.com>")).isEqualTo("250 Ok");
        client.ask("RCPT TO:<ann@example.com>");
        client.ask("DATA");
    }

    @Test
    void aKeyThatIsDeletedIsNoLogInAnyMoreInTheSessionsThatItOpened() throws IOException {
        RawClient client = loggedIn("127.0.0.2", KEY);
        RawClient other = loggedIn("127.0.0.3", OTHER);
        upToData(client);
        assertThat(client.ask("Subject: x\r\n\r\n.")).startsWith("250 Ok");
        keys.remove(KEY);
        assertThat(client.ask("MAIL FROM:<sender@example.com>")).isEqualTo("535 Authentication Credentials Invalid");
        assertThat(client.ask("MAIL FROM:<sender@example.com>")).isEqualTo("530 Authentication required");
        assertThat(other.ask("MAIL FROM:<sender@example.com>")).isEqualTo("250 Ok");
    }

    @Test
    void aKeyThatBelongsToAnotherAccountNowIsNoLogInEither() throws IOException {
        RawClient client = loggedIn("127.0.0.2", KEY);
        keys.put(KEY, new Credential(KEY, "333333333333", SECRET));
        assertThat(client.ask("MAIL FROM:<sender@example.com>")).isEqualTo("535 Authentication Credentials Invalid");
    }

    @Test
    void underTlsNothingCountsThatWasSaidBefore() throws IOException {
        RawClient client = loggedIn("127.0.0.2", KEY);
        assertThat(client.ask("STARTTLS")).isEqualTo("220 Ready to start TLS");
        client.secure(TestTls.loopback());
        String password = SmtpCredentials.password(SECRET, "us-east-1");
        assertThat(client.ask("MAIL FROM:<sender@example.com>")).isEqualTo("530 Authentication required");
        assertThat(client.ask(auth(KEY, password))).isEqualTo("503 Send EHLO first");
        client.ask("EHLO client.example");
        assertThat(client.ask("MAIL FROM:<sender@example.com>")).isEqualTo("530 Authentication required");
        assertThat(client.ask(auth(OTHER, password))).startsWith("235");
        assertThat(client.ask(auth(OTHER, password))).startsWith("503");
        upToData(client);
        assertThat(client.ask("Subject: x\r\n\r\n.")).startsWith("250 Ok");
    }

    @Test
    void anAddressWithItsShareOfPlacesIsClosedWithoutAHandshake() throws IOException {
        connect("127.0.0.2");
        for (int i = 0; i < 3; i++) {
            open.add(new RawClient(service.tlsAddress().orElseThrow(), "127.0.0.2"));
        }
        RawClient oneMore = new RawClient(service.tlsAddress().orElseThrow(), "127.0.0.2");
        open.add(oneMore);
        assertThat(oneMore.reply().filter(text -> text.startsWith("220"))).isEmpty();
        RawClient other = new RawClient(service.tlsAddress().orElseThrow(), "127.0.0.3");
        open.add(other);
        other.secure(TestTls.loopback());
        assertThat(other.reply().orElse("closed")).startsWith("220");
    }

    @Test
    void whatOneAccountHasOnItsWayLeavesRoomForOthers() throws IOException {
        RawClient hog = loggedIn("127.0.0.2", KEY);
        upToData(hog);
        hog.send("Subject: x\r\n\r\n" + LARGE);
        RawClient second = loggedIn("127.0.0.3", KEY);
        await().until(() -> {
            upToData(second);
            return second.ask("Subject: x\r\n\r\n" + LARGE + ".")
                    .equals("452 4.3.1 Too many messages at a time, try again later");
        });
        RawClient other = loggedIn("127.0.0.4", OTHER);
        upToData(other);
        assertThat(other.ask("Subject: x\r\n\r\n" + LARGE + ".")).startsWith("250 Ok");
        assertThat(hog.ask(".")).startsWith("250 Ok");
    }

    @Test
    void whoSaysASizeIsToldBeforeTheContentWhenThereIsNoRoomForIt() throws IOException {
        RawClient hog = loggedIn("127.0.0.2", KEY);
        upToData(hog);
        hog.send("Subject: x\r\n\r\n" + LARGE);
        RawClient second = loggedIn("127.0.0.3", KEY);
        await().until(() -> {
            second.ask("MAIL FROM:<sender@example.com> SIZE=" + LARGE.length());
            second.ask("RCPT TO:<ann@example.com>");
            String reply = second.ask("DATA");
            if (reply.startsWith("354")) {
                second.ask("Subject: x\r\n\r\n.");
            }
            return reply.equals("452 4.3.1 Too many messages at a time, try again later");
        });
        upToData(second);
        assertThat(second.ask("Subject: small\r\n\r\n.")).startsWith("250 Ok");
        assertThat(hog.ask(".")).startsWith("250 Ok");
        assertThat(second.ask("MAIL FROM:<sender@example.com> SIZE=" + LARGE.length()))
                .startsWith("250");
        second.ask("RCPT TO:<ann@example.com>");
        assertThat(second.ask("DATA")).startsWith("354");
        assertThat(second.ask("Subject: x\r\n\r\n" + LARGE + ".")).startsWith("250 Ok");
    }

    @Test
    void whoGuessesPasswordsWaitsLongerEachTimeAndOthersDoNot() throws IOException {
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        Logger logger = (Logger) LoggerFactory.getLogger(FailedLogins.class);
        logger.setLevel(Level.INFO);
        logger.addAppender(told);
        RawClient guesser = connect("127.0.0.2");
        for (String name : List.of(KEY, KEY, "x".repeat(99))) {
            assertThat(guesser.ask(auth(name, "wrong"))).isEqualTo("535 Authentication Credentials Invalid");
        }
        assertThat(took(guesser)).isGreaterThanOrEqualTo(Duration.ofMillis(250));
        assertThat(took(guesser)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
        // A new session is no new start, and another address is none of it.
        assertThat(took(connect("127.0.0.2"))).isGreaterThanOrEqualTo(Duration.ofMillis(1_000));
        assertThat(took(connect("127.0.0.3"))).isLessThan(Duration.ofMillis(250));
        loggedIn("127.0.0.2", KEY);
        logger.detachAppender(told);
        assertThat(told.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "event=login-refused remote=127.0.0.2 key_id=" + KEY + " before=0",
                        "event=login-refused remote=127.0.0.2 key_id=" + "x".repeat(40) + "... before=2",
                        "event=login-refused remote=127.0.0.3 key_id=" + KEY + " before=0");
    }

    private static Duration took(RawClient client) throws IOException {
        long start = System.nanoTime();
        assertThat(client.ask(auth(KEY, "wrong"))).isEqualTo("535 Authentication Credentials Invalid");
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
