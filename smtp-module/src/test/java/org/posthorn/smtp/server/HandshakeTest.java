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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.smtp.testing.RawClient;
import org.posthorn.smtp.testing.TestTls;
import org.slf4j.LoggerFactory;

/// What a client does to a TLS handshake is one line in the log, whatever the level of SubEthaSMTP's own.
final class HandshakeTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration LONG = Duration.ofSeconds(60);

    private final ListAppender<ILoggingEvent> told = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private SubmissionService service;

    @BeforeEach
    void start() {
        told.start();
        root.addAppender(told);
        service = new SubmissionService(
                new ListenerConfig(
                        LOOPBACK,
                        "email-smtp.posthorn.example",
                        100_000,
                        100,
                        new ListenerConfig.Places(20, 20),
                        new ListenerConfig.Room(3, 10_000_000, 10_000_000),
                        new ListenerConfig.Patience(LONG, LONG, LONG, LONG, LONG, LONG)),
                Optional.of(LOOPBACK),
                Optional.of(TestTls.loopback()),
                new CredentialLogin(id -> Optional.empty(), List.of("us-east-1")),
                (caller, email) -> MessageId.next("us-east-1", Instant.parse("2026-11-24T12:00:00Z")));
        service.start();
    }

    @AfterEach
    void stop() {
        service.close();
        root.detachAppender(told);
    }

    private List<ILoggingEvent> warnings() {
        return new ArrayList<>(told.list)
                .stream()
                        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                        .toList();
    }

    private void awaitOneLine() {
        await("the failure is told").atMost(LONG).until(() -> !warnings().isEmpty());
        service.close(); // All its sessions have ended then.
        assertThat(warnings()).hasSize(1).allSatisfy(event -> {
            assertThat(event.getFormattedMessage()).startsWith("event=handshake-failed remote=127.0.0.1 reason=\"");
            assertThat(event.getThrowableProxy()).isNull();
        });
    }

    private RawClient readyForTls() throws IOException {
        RawClient client = new RawClient(service.address());
        client.reply();
        client.ask("EHLO client.example");
        assertThat(client.ask("STARTTLS")).isEqualTo("220 Ready to start TLS");
        return client;
    }

    /// The client trusts nobody.
    private static SSLContext distrustful() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        return context;
    }

    @Test
    void plainBytesBehindStarttlsAreOneLine() throws Exception {
        try (RawClient client = readyForTls()) {
            client.send("EHLO client.example\r\n".repeat(10));
            while (client.reply().isPresent()) {
                // An alert may look like anything.
            }
        }
        awaitOneLine();
    }

    @Test
    void aClientThatRefusesOurCertificateIsOneLine() throws Exception {
        try (RawClient client = readyForTls()) {
            client.secure(distrustful());
            assertThat(client.reply()).isEmpty();
        } catch (javax.net.ssl.SSLException e) {
            assertThat(e).hasMessageContaining("PKIX");
        }
        awaitOneLine();
    }

    @Test
    void plainBytesWhereTlsIsSpokenFromTheFirstByteAreOneLine() throws Exception {
        try (RawClient client = new RawClient(service.tlsAddress().orElseThrow())) {
            client.send("EHLO client.example\r\n".repeat(10));
            while (client.reply().isPresent()) {
                // An alert may look like anything.
            }
        }
        awaitOneLine();
    }

    @Test
    void aClientThatLeavesInTheMiddleIsOneLine() throws Exception {
        RawClient client = new RawClient(service.tlsAddress().orElseThrow());
        client.close();
        awaitOneLine();
    }
}
