package org.posthorn.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.smtp.testing.RawClient;
import org.posthorn.smtp.testing.TestTls;

/// STARTTLS for mail coming in.
final class ListenerTlsTest {
    private final ConcurrentLinkedQueue<ReceivedMail> received = new ConcurrentLinkedQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private SmtpListener listener;

    @BeforeEach
    void start() {
        listener = new SmtpListener(
                ListenerConfig.inbound(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "mx.posthorn.example"),
                new OpenInbox(address -> true, mail -> {
                    received.add(mail);
                    return SmtpReply.of(250, "2.0.0 Ok");
                }),
                Optional.of(TestTls.loopback()));
        open.add(listener);
        listener.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : open.reversed()) {
            part.close();
        }
    }

    private RawClient connected() throws IOException {
        RawClient client = new RawClient(listener.address());
        open.add(client);
        client.reply();
        return client;
    }

    private static void secure(RawClient client) throws IOException {
        assertThat(client.ask("STARTTLS")).isEqualTo("220 Ready to start TLS");
        client.secure(TestTls.trusting(TestTls.loopbackPem()));
    }

    private static void send(RawClient client) throws IOException {
        client.ask("MAIL FROM:<ann@example.net>");
        client.ask("RCPT TO:<bob@posthorn.example>");
        client.ask("DATA");
        assertThat(client.ask("Subject: x\r\n\r\n.")).isEqualTo("250 2.0.0 Ok");
    }

    @Test
    void protocolAndCipherOfTheSessionAreTold() throws IOException {
        RawClient client = connected();
        assertThat(client.ask("EHLO before.example")).contains("|250-STARTTLS|");
        secure(client);
        assertThat(client.ask("EHLO after.example")).doesNotContain("STARTTLS");
        send(client);

        assertThat(received.element().client().tls().orElseThrow())
                .matches("TLSv1\\.[23] TLS_[A-Z0-9_]+")
                .isEqualTo(client.protocolAndCipher());
        assertThat(received.element().client().helo()).isEqualTo("after.example");
        assertThat(received.element().client().ip()).isEqualTo("127.0.0.1");
    }

    @Test
    void nothingIsLeftOfWhatWasSaidBefore() throws IOException {
        RawClient client = connected();
        client.ask("EHLO before.example");
        client.ask("MAIL FROM:<evil@example.net>");
        client.ask("RCPT TO:<evil@posthorn.example>");
        secure(client);
        assertThat(client.ask("DATA")).startsWith("503");
        assertThat(client.ask("RCPT TO:<bob@posthorn.example>")).startsWith("503");
        send(client);

        assertThat(received).hasSize(1);
        assertThat(received.element().sender()).isEqualTo("ann@example.net");
        assertThat(received.element().recipients()).containsExactly("bob@posthorn.example");
        assertThat(received.element().client().helo()).as("not said under TLS").isEmpty();
        assertThat(client.ask("STARTTLS")).startsWith("454");
    }

    /// RFC 3207 §4.2, and CVE-2011-0411: what came in one piece with STARTTLS was written by whoever was in between.
    @Test
    void commandsInFrontOfTheHandshakeAreNotDoneBehindIt() throws IOException {
        RawClient client = connected();
        client.ask("EHLO client.example");
        client.send("STARTTLS\r\nMAIL FROM:<evil@example.net>\r\nRCPT TO:<evil@posthorn.example>\r\n");
        assertThat(client.reply()).contains("220 Ready to start TLS");
        try {
            client.secure(TestTls.trusting(TestTls.loopbackPem()));
            assertThat(client.ask("DATA")).startsWith("503");
            send(client);
            assertThat(received.element().sender()).isEqualTo("ann@example.net");
            assertThat(received.element().recipients()).containsExactly("bob@posthorn.example");
        } catch (IOException e) {
            // What came later than STARTTLS itself stands before the handshake, which fails of it.
            assertThat(received).isEmpty();
        }
    }

    @Test
    void plainTextGoesOnWithoutIt() throws IOException {
        RawClient client = connected();
        client.ask("EHLO client.example");
        send(client);
        assertThat(received.element().client().tls()).isEmpty();
    }
}
