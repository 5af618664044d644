package org.posthorn.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.delivery.IntakeRefusedException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.send.Body;
import org.posthorn.engine.send.Email;
import org.posthorn.smtp.testing.RawClient;
import org.posthorn.smtp.testing.TestTls;

final class SubmissionServiceTest {
    private static final String KEY = "AKIAIOSFODNN7EXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final String PASSWORD = SmtpCredentials.password(SECRET, "eu-west-1");
    private static final String PLAIN = base64("\0" + KEY + "\0" + PASSWORD);
    private static final MessageId ID = MessageId.next("eu-west-1", Instant.parse("2026-11-24T12:00:00Z"));
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private record Sent(Caller caller, Email email) {}

    private final ConcurrentLinkedQueue<Sent> sent = new ConcurrentLinkedQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private BiFunction<Caller, Email, MessageId> send = (caller, email) -> {
        sent.add(new Sent(caller, email));
        return ID;
    };

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : open.reversed()) {
            part.close();
        }
    }

    private SubmissionService start(InetSocketAddress listen, Optional<SSLContext> tls) {
        ListenerConfig config = new ListenerConfig(
                listen,
                "email-smtp.posthorn.example",
                100_000,
                100,
                new ListenerConfig.Places(20, 20),
                new ListenerConfig.Room(3, 10_000_000, 10_000_000),
                new ListenerConfig.Patience(
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(20)));
        SubmissionService service = new SubmissionService(
                config,
                tls.map(context -> LOOPBACK),
                tls,
                new CredentialLogin(
                        id -> id.equals(KEY)
                                ? Optional.of(new Credential(KEY, "123456789012", SECRET))
                                : Optional.empty(),
                        List.of("us-east-1", "eu-west-1")),
                (caller, email) -> send.apply(caller, email));
        open.add(service);
        service.start();
        return service;
    }

    private RawClient connect(InetSocketAddress address) throws IOException {
        RawClient client = new RawClient(address);
        open.add(client);
        client.reply();
        return client;
    }

    private RawClient loggedIn() throws IOException {
        RawClient client = connect(start(LOOPBACK, Optional.empty()).address());
        client.ask("EHLO client.example");
        assertThat(client.ask("AUTH PLAIN " + PLAIN)).isEqualTo("235 Authentication successful.");
        return client;
    }

    private static String submit(RawClient client, String content) throws IOException {
        assertThat(client.ask("MAIL FROM:<sender@example.com>")).isEqualTo("250 Ok");
        assertThat(client.ask("RCPT TO:<ann@example.com>")).isEqualTo("250 Ok");
        assertThat(client.ask("RCPT TO:<bob@example.com>")).isEqualTo("250 Ok");
        assertThat(client.ask("DATA")).isEqualTo("354 End data with <CR><LF>.<CR><LF>");
        return client.ask(content + "\r\n.");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aMessageIsSubmittedWithItsEnvelopeByTheOwnerOfTheKeyInTheRegionOfThePassword() throws IOException {
        assertThat(submit(loggedIn(), "Subject: hello\r\n\r\n..x")).isEqualTo("250 Ok " + ID);

        Sent one = sent.element();
        assertThat(one.caller().tenant()).isEqualTo(new Tenant("123456789012", "eu-west-1"));
        assertThat(one.caller().accessKeyId()).isEqualTo(KEY);
        assertThat(one.caller().sourceIp()).contains("127.0.0.1");
        assertThat(one.email().addressing().source()).contains("sender@example.com");
        assertThat(one.email().addressing().to()).containsExactly("ann@example.com", "bob@example.com");
        assertThat(((Body.Raw) one.email().body()).content().bytes())
                .asString()
                .isEqualTo("Subject: hello\r\n\r\n.x\r\n");
        assertThat(one.email().handling().sizeLimitBytes()).isEqualTo(100_000);
    }

    @Test
    void theTranscriptIsThatOfSes() throws IOException {
        RawClient client =
                connect(start(LOOPBACK, Optional.of(TestTls.loopback())).address());
        assertThat(client.ask("EHLO client.example"))
                .isEqualTo("250-email-smtp.posthorn.example|250-8BITMIME|250-SIZE 100000|250-STARTTLS"
                        + "|250-AUTH PLAIN LOGIN|250 Ok");
        assertThat(client.ask("MAIL FROM:<a@example.com>")).isEqualTo("530 Authentication required");
        assertThat(client.ask("AUTH LOGIN")).isEqualTo("334 VXNlcm5hbWU6");
        assertThat(client.ask(base64(KEY))).isEqualTo("334 UGFzc3dvcmQ6");
        assertThat(client.ask(base64(PASSWORD))).isEqualTo("235 Authentication successful.");
        assertThat(client.ask("MAIL FROM:sender@example.com")).isEqualTo("250 Ok");
        assertThat(client.ask("RCPT TO:<no-at-sign>")).isEqualTo("553 <no-at-sign> Invalid email address");
        assertThat(client.ask("RCPT TO:ann@example.com")).isEqualTo("250 Ok");
        assertThat(client.ask("QUIT")).isEqualTo("221 Bye");
    }

    @Test
    void aWrongPasswordIsRefusedAndTheSessionEndsAfterAFewOfThem() throws IOException {
        RawClient client = connect(start(LOOPBACK, Optional.empty()).address());
        client.ask("EHLO client.example");
        String wrong = "AUTH PLAIN " + base64("\0" + KEY + "\0" + SECRET);
        for (int i = 0; i < 5; i++) {
            assertThat(client.ask(wrong)).isEqualTo("535 Authentication Credentials Invalid");
        }
        assertThat(client.ask(wrong)).startsWith("421");
        assertThat(client.reply()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    void malformedAuthenticationIsRefused(String response) throws IOException {
        RawClient client = connect(start(LOOPBACK, Optional.empty()).address());
        client.ask("EHLO client.example");
        assertThat(client.ask("AUTH PLAIN " + response)).startsWith("535");
        assertThat(client.ask("MAIL FROM:<a@example.com>")).startsWith("530");
    }

    static Stream<String> malformedAuthenticationIsRefused() {
        return Stream.of("!!!", base64("no zero bytes"), base64("\0one"), base64("a\0b\0c\0d"), base64("\0\0"));
    }

    @Test
    void outsideLoopbackNothingIsSaidInPlainTextWhenThereIsACertificate() throws IOException {
        SubmissionService service = start(new InetSocketAddress("0.0.0.0", 0), Optional.of(TestTls.loopback()));
        RawClient client = connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), service.address().getPort()));
        assertThat(client.ask("EHLO client.example")).contains("STARTTLS").doesNotContain("AUTH");
        assertThat(client.ask("AUTH PLAIN " + PLAIN)).isEqualTo("530 Must issue a STARTTLS command first");
        assertThat(client.ask("MAIL FROM:<a@example.com>")).isEqualTo("530 Must issue a STARTTLS command first");
        assertThat(client.ask("STARTTLS")).isEqualTo("220 Ready to start TLS");
        client.secure(TestTls.loopback());
        assertThat(client.ask("EHLO client.example")).doesNotContain("STARTTLS").contains("AUTH PLAIN LOGIN");
        assertThat(client.ask("AUTH PLAIN " + PLAIN)).startsWith("235");
        assertThat(submit(client, "Subject: x\r\n")).isEqualTo("250 Ok " + ID);
    }

    @Test
    void commandsSentTogetherWithStarttlsAreForgotten() throws IOException {
        RawClient client =
                connect(start(LOOPBACK, Optional.of(TestTls.loopback())).address());
        client.ask("EHLO client.example");
        client.send("STARTTLS\r\nEHLO injected.example\r\n");
        client.reply();
        client.secure(TestTls.loopback());
        assertThat(client.ask("NOOP")).startsWith("250 Ok");
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        SesError.SENDING_RATE_EXCEEDED,
                        "Maximum sending rate exceeded.",
                        "454 Throttling failure: Maximum sending rate exceeded."),
                Arguments.of(
                        SesError.DAILY_QUOTA_EXCEEDED,
                        "Daily message quota exceeded.",
                        "454 Throttling failure: Daily message quota exceeded"),
                Arguments.of(
                        SesError.MESSAGE_REJECTED,
                        "Email address is not verified. The following identities failed the check in region"
                                + " EU-WEST-1: a@example.com",
                        "554 Message rejected: Email address is not verified. The following identities failed the"
                                + " check in region EU-WEST-1: a@example.com"),
                Arguments.of(
                        SesError.ACCESS_DENIED, "User is not authorized", "554 Access denied: User is not authorized"),
                Arguments.of(
                        SesError.INVALID_PARAMETER_VALUE,
                        "Recipient count exceeds 50.",
                        "554 Transaction failed: Recipient count exceeds 50."),
                Arguments.of(
                        SesError.INVALID_PARAMETER_VALUE,
                        "Bad\r\n250 Ok forged",
                        "554 Transaction failed: Bad 250 Ok forged"),
                Arguments.of(SesError.SERVICE_UNAVAILABLE, "secret detail", "451 Temporary service failure"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aRefusalHasTheWordsOfSes(SesError error, String text, String reply) throws IOException {
        send = (caller, email) -> {
            throw new SesException(error, text);
        };
        RawClient client = loggedIn();
        assertThat(submit(client, "Subject: x\r\n")).isEqualTo(reply);
        assertThat(client.ask("MAIL FROM:<sender@example.com>")).isEqualTo("250 Ok");
    }

    @Test
    void closedIntakeAndFailuresAreTemporaryAndShowNoInternals() throws IOException {
        RawClient client = loggedIn();
        send = (caller, email) -> {
            throw new IntakeRefusedException(IntakeRefusedException.Reason.DISK_LOW, "/var/disk is full");
        };
        assertThat(submit(client, "Subject: x\r\n")).startsWith("452 4.3.1").doesNotContain("/var");
        send = (caller, email) -> {
            throw new IllegalStateException("internals");
        };
        assertThat(submit(client, "Subject: x\r\n")).isEqualTo("451 Temporary service failure");
    }

    @Test
    void aMessageAboveTheLimitIsTooLong() throws IOException {
        RawClient client = loggedIn();
        assertThat(submit(client, "Subject: x\r\n\r\n" + "y".repeat(100_000))).isEqualTo("552 Message is too long.");
        assertThat(client.ask("MAIL FROM:<sender@example.com> SIZE=100001")).isEqualTo("552 Message is too long.");
        assertThat(sent).isEmpty();
    }

    /// The text is SES's, as people report it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<>",
                "< >",
                "",
                "<root>",
                "root",
                "<@example.com>",
                "<root@>",
                "<a@b c>",
                "<a b@example.com>",
                "<a@example..com>",
                "<a@b@example.com>",
                "<a@example.com,b@example.com>",
                "<a@example.com",
                "a@example.com>",
                "<<a@example.com>>",
                "Ann <a@example.com>",
                "\"Ann\" <a@example.com> SIZE=1",
                "<Ann <a@example.com>>",
                "<mailto:a@example.com>"
            })
    void aSenderThatIsNoAddressIsRefusedAtOnce(String sender) throws IOException {
        RawClient client = loggedIn();
        assertThat(client.ask("MAIL FROM:" + sender)).isEqualTo("501 Invalid MAIL FROM address provided");
        assertThat(client.ask("RCPT TO:<ann@example.com>")).startsWith("503");
        assertThat(submit(client, "From: a@example.com\r\n\r\n")).startsWith("250");
        assertThat(sent.element().email().addressing().source()).contains("sender@example.com");
    }

    @ParameterizedTest
    @CsvSource({
        "RET=HDRS, 555 5.5.4 Unsupported option: RET",
        "BODY=8BITMIME ENVID=abc, 555 5.5.4 Unsupported option: ENVID",
        "SMTPUTF8, 555 5.5.4 Unsupported option: SMTPUTF8",
        "size, 501 5.5.4 Bad value of SIZE",
        "SIZE=-1, 501 5.5.4 Bad value of SIZE",
        "SIZE=1 SIZE=1, 501 5.5.4 Bad value of SIZE",
        "BODY=BINARYMIME, 501 5.5.4 Bad value of BODY",
        "=x, 501 5.5.4 Syntax error in parameters",
        "(comment), 501 5.5.4 Syntax error in parameters",
    })
    void parametersThatWereNotOfferedAreRefused(String parameters, String reply) throws IOException {
        RawClient client = loggedIn();
        assertThat(client.ask("MAIL FROM:<sender@example.com> " + parameters)).isEqualTo(reply);
        assertThat(client.ask("mail from: <\"a b\"@example.com> body=8bitmime AUTH=<> SIZE=00000000000000000000100"))
                .isEqualTo("250 Ok");
        assertThat(client.ask("RCPT TO:<ann@example.com> NOTIFY=NEVER"))
                .isEqualTo("555 5.5.4 Unsupported option: NOTIFY");
        assertThat(client.ask("RCPT TO:<ann@example.com> ")).isEqualTo("250 Ok");
        client.ask("DATA");
        assertThat(client.ask("From: a@example.com\r\n\r\n.")).startsWith("250");
        assertThat(sent.element().email().addressing().source()).contains("\"a b\"@example.com");
    }

    @Test
    void jakartaMailSubmitsOverStarttls() throws MessagingException {
        SubmissionService service = start(LOOPBACK, Optional.of(TestTls.loopback()));
        Properties settings = new Properties();
        settings.put("mail.smtp.starttls.required", "true");
        submitWithJakartaMail("smtp", service.address().getPort(), settings, PASSWORD);
        assertThat(sent.element().email().addressing().to()).containsExactly("ann@example.com");
    }

    @Test
    void jakartaMailSubmitsOverTlsFromTheFirstByte() throws MessagingException {
        SubmissionService service = start(LOOPBACK, Optional.of(TestTls.loopback()));
        submitWithJakartaMail("smtps", service.tlsAddress().orElseThrow().getPort(), new Properties(), PASSWORD);
        assertThat(sent).hasSize(1);
    }

    @Test
    void jakartaMailIsToldOfAWrongPassword() {
        SubmissionService service = start(LOOPBACK, Optional.empty());
        assertThatThrownBy(() -> submitWithJakartaMail("smtp", service.address().getPort(), new Properties(), "wrong"))
                .isInstanceOf(AuthenticationFailedException.class)
                .hasMessageContaining("535 Authentication Credentials Invalid");
    }

    private static void submitWithJakartaMail(String protocol, int port, Properties settings, String password)
            throws MessagingException {
        settings.put("mail." + protocol + ".auth", "true");
        settings.put(
                "mail." + protocol + ".ssl.socketFactory", TestTls.loopback().getSocketFactory());
        Session session = Session.getInstance(settings);
        MimeMessage message = new MimeMessage(session);
        message.setFrom("sender@example.com");
        message.setRecipient(Message.RecipientType.TO, new InternetAddress("ann@example.com"));
        message.setSubject("hello");
        message.setText("How do you do?");
        message.saveChanges();
        try (SMTPTransport transport = (SMTPTransport) session.getTransport(protocol)) {
            transport.connect("127.0.0.1", port, KEY, password);
            transport.sendMessage(message, message.getAllRecipients());
            assertThat(transport.getLastServerResponse()).isEqualTo("250 Ok " + ID + "\n");
        }
    }
}
