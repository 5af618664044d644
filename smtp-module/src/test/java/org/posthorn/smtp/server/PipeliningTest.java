package org.posthorn.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.smtp.testing.RawClient;
import org.posthorn.smtp.testing.TestTls;

/// How replies go out: those to a group of commands together (RFC 2920), none held back while the client waits for it.
final class PipeliningTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String GROUP =
            "MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nRCPT TO:<c@example.com>\r\nDATA\r\n";
    private static final String REPLIES = "250 Ok\r\n250 Ok\r\n250 Ok\r\n354 End data with <CR><LF>.<CR><LF>\r\n";

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : open.reversed()) {
            part.close();
        }
    }

    private InetSocketAddress start(Optional<SSLContext> tls) {
        ListenerConfig config = new ListenerConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                "mx.posthorn.example",
                1_000_000,
                2_000,
                new ListenerConfig.Places(20, 20),
                new ListenerConfig.Room(2, 10_000_000, 10_000_000),
                new ListenerConfig.Patience(LONG, LONG, LONG, LONG, LONG, LONG));
        SmtpListener listener =
                new SmtpListener(config, new OpenInbox(address -> true, mail -> SmtpReply.of(250, "2.0.0 Ok")), tls);
        open.add(listener);
        listener.start();
        return listener.address();
    }

    private RawClient greeted(InetSocketAddress address) throws IOException {
        RawClient client = new RawClient(address);
        open.add(client);
        assertThat(client.reply().orElse("closed")).startsWith("220");
        client.ask("EHLO client.example");
        return client;
    }

    @Test
    void theRepliesToAGroupComeInOneSegment() throws IOException {
        RawClient client = greeted(start(Optional.empty()));
        client.send(GROUP);
        assertThat(client.segment()).isEqualTo(REPLIES);
        client.send("Subject: x\r\n\r\n.\r\n" + GROUP);
        assertThat(client.segment()).isEqualTo("250 2.0.0 Ok\r\n" + REPLIES);
    }

    /// Each reply is a record of its own, but all come in one piece.
    @Test
    void underTlsTheyComeTogetherAsWell() throws IOException {
        RawClient client = greeted(start(Optional.of(TestTls.loopback())));
        assertThat(client.ask("STARTTLS")).isEqualTo("220 Ready to start TLS");
        client.secure(TestTls.loopback());
        client.ask("EHLO client.example");
        client.send(GROUP);
        assertThat(client.reply()).contains("250 Ok");
        assertThat(client.reply()).contains("250 Ok");
        assertThat(client.reply()).contains("250 Ok");
        assertThat(client.reply()).hasValueSatisfying(reply -> assertThat(reply).startsWith("354"));
        assertThat(client.ask("Subject: x\r\n\r\n.")).isEqualTo("250 2.0.0 Ok");
        assertThat(client.ask("QUIT")).startsWith("221");
        assertThat(client.reply()).isEmpty();
    }

    @Test
    void aReplyDoesNotWaitForTheRestOfACommand() throws IOException {
        RawClient client = greeted(start(Optional.empty()));
        client.send("NOOP\r\nNOO");
        assertThat(client.reply()).contains("250 Ok");
        client.send("P\r\n");
        assertThat(client.reply()).contains("250 Ok");
    }

    @Test
    void moreRepliesThanAreGatheredAllCome() throws IOException {
        RawClient client = greeted(start(Optional.empty()));
        client.send("MAIL FROM:<>\r\n" + "RCPT TO:<b@example.com>\r\n".repeat(2_000) + "QUIT\r\n");
        for (int i = 0; i < 2_001; i++) {
            assertThat(client.reply()).contains("250 Ok");
        }
        assertThat(client.reply()).contains("221 Bye");
        assertThat(client.reply()).isEmpty();
    }
}
