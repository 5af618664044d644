package org.posthorn.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.smtp.testing.RawClient;

final class SmtpListenerTest {
    private static final SmtpReply OK = SmtpReply.of(250, "2.0.0 Ok");

    private final ConcurrentLinkedQueue<ReceivedMail> received = new ConcurrentLinkedQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Function<ReceivedMail, SmtpReply> receiver = mail -> OK;

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : open.reversed()) {
            part.close();
        }
    }

    private static ListenerConfig limits() {
        return limits(Duration.ofSeconds(20), Duration.ofSeconds(60));
    }

    private static ListenerConfig limits(Duration commandTimeout, Duration sessionTimeout) {
        return new ListenerConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                "mx.posthorn.example",
                1_000,
                3,
                new ListenerConfig.Places(2, 2),
                new ListenerConfig.Room(2, 3_000, 3_000),
                new ListenerConfig.Patience(
                        commandTimeout,
                        sessionTimeout,
                        commandTimeout,
                        Duration.ofSeconds(20),
                        sessionTimeout,
                        Duration.ofSeconds(20)));
    }

    private SmtpListener start(ListenerConfig config) {
        SmtpListener listener = new SmtpListener(
                config,
                new OpenInbox(address -> address.startsWith("b-"), mail -> {
                    SmtpReply reply = receiver.apply(mail);
                    if (reply.isPositive()) {
                        received.add(mail);
                    }
                    return reply;
                }),
                Optional.empty());
        open.add(listener);
        listener.start();
        return listener;
    }

    private RawClient connect(SmtpListener listener) throws IOException {
        RawClient client = new RawClient(listener.address());
        open.add(client);
        return client;
    }

    /// A client that is past EHLO.
    private RawClient greeted(SmtpListener listener) throws IOException {
        RawClient client = connect(listener);
        assertThat(client.reply()).hasValueSatisfying(text -> assertThat(text).startsWith("220 mx.posthorn.example"));
        client.ask("EHLO client.example");
        return client;
    }

    /// A client that has been asked for the content.
    private RawClient inData(SmtpListener listener) throws IOException {
        RawClient client = greeted(listener);
        assertThat(client.ask("MAIL FROM:<>")).startsWith("250");
        assertThat(client.ask("RCPT TO:<b-one@posthorn.example>")).startsWith("250");
        assertThat(client.ask("DATA")).startsWith("354");
        return client;
    }

    @Test
    void aReportIsHandedOverWithItsEnvelopeAndBytes() throws IOException {
        RawClient client = inData(start(limits()));
        assertThat(client.ask("Subject: report\r\n\r\n..dot\r\ncaf\u00e9\r\n.")).isEqualTo("250 2.0.0 Ok");

        ReceivedMail mail = received.element();
        assertThat(mail.sender()).isEmpty();
        assertThat(mail.recipients()).containsExactly("b-one@posthorn.example");
        assertThat(mail.remoteIp()).isEqualTo("127.0.0.1");
        assertThat(new String(mail.content().bytes(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .isEqualTo("Subject: report\r\n\r\n.dot\r\ncaf\u00e9\r\n");
    }

    @Test
    void onlyWhatIsOfferedIsAnnounced() throws IOException {
        RawClient client = connect(start(limits()));
        client.reply();
        assertThat(client.ask("EHLO client.example"))
                .isEqualTo("250-mx.posthorn.example|250-PIPELINING|250-8BITMIME|250-SMTPUTF8|250-SIZE 1000|250 Ok");
        assertThat(client.ask("STARTTLS")).startsWith("454");
        assertThat(client.ask("AUTH PLAIN AGEAYg==")).startsWith("502");
    }

    @Test
    void anUnknownRecipientIsRefusedAndOthersAreNot() throws IOException {
        RawClient client = greeted(start(limits()));
        client.ask("MAIL FROM:<>");
        assertThat(client.ask("RCPT TO:<nobody@posthorn.example>")).startsWith("550 5.1.1");
        assertThat(client.ask("RCPT TO:<b-two@posthorn.example>")).startsWith("250");
        assertThat(client.ask("DATA")).startsWith("354");
        client.ask("Subject: x\r\n\r\n.");
        assertThat(received.element().recipients()).containsExactly("b-two@posthorn.example");
    }

    @Test
    void dataWithoutAKnownRecipientIsRefused() throws IOException {
        RawClient client = greeted(start(limits()));
        client.ask("MAIL FROM:<>");
        client.ask("RCPT TO:<nobody@posthorn.example>");
        assertThat(client.ask("DATA")).startsWith("503");
    }

    @Test
    void tooManyRecipientsAreRefusedForNow() throws IOException {
        RawClient client = greeted(start(limits()));
        client.ask("MAIL FROM:<>");
        for (int i = 0; i < 3; i++) {
            assertThat(client.ask("RCPT TO:<b-" + i + "@posthorn.example>")).startsWith("250");
        }
        assertThat(client.ask("RCPT TO:<b-4@posthorn.example>")).isEqualTo("452 4.5.3 Too many recipients");
    }

    @Test
    void aMessageIsNotAcceptedWhenTheReceiverRefusesIt() throws IOException {
        receiver = mail -> SmtpReply.of(451, "4.3.0 later");
        SmtpListener listener = start(limits());
        RawClient client = inData(listener);
        assertThat(client.ask("Subject: x\r\n\r\n.")).isEqualTo("451 4.3.0 later");
        assertThat(received).isEmpty();
        // The session goes on with the next transaction.
        assertThat(client.ask("MAIL FROM:<>")).startsWith("250");
    }

    @Test
    void aReceiverThatFailsDefersTheMessage() throws IOException {
        receiver = mail -> {
            throw new IllegalStateException("broken");
        };
        RawClient client = inData(start(limits()));
        assertThat(client.ask("Subject: x\r\n\r\n.")).startsWith("451 4.3.0").doesNotContain("broken");
    }

    @Test
    void aMessageAboveTheLimitIsReadToItsEndAndRefused() throws IOException {
        RawClient client = inData(start(limits()));
        assertThat(client.ask("Subject: x\r\n\r\n" + "y".repeat(1_500) + "\r\n."))
                .startsWith("552 5.3.4");
        assertThat(received).isEmpty();
        assertThat(client.ask("NOOP")).startsWith("250");
    }

    @Test
    void aMessageFarAboveTheLimitIsCutOff() throws IOException {
        RawClient client = inData(start(limits()));
        client.send("Subject: x\r\n\r\n" + "y".repeat(100_000));
        assertThat(client.reply().orElse("closed")).matches("451.*|closed");
        assertThat(received).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SIZE=1001",
                "SIZE=1001 BODY=8BITMIME",
                "BODY=8BITMIME SIZE=1001",
                "SIZE=4294967297",
                "SIZE=99999999999999999999999999",
            })
    void aDeclaredSizeAboveTheLimitIsRefusedWhereverItStands(String parameters) throws IOException {
        RawClient client = greeted(start(limits()));
        assertThat(client.ask("MAIL FROM:<a@example.com> " + parameters)).startsWith("552 5.3.4");
        assertThat(client.ask("MAIL FROM:<a@example.com> SIZE=1000 BODY=8BITMIME"))
                .startsWith("250");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RET=FULL", "BODY=8BITMIME MT-PRIORITY=1", "AUTH=<>"})
    void parametersThatWereNotOfferedAreRefused(String parameters) throws IOException {
        RawClient client = greeted(start(limits()));
        assertThat(client.ask("MAIL FROM:<a@example.com> " + parameters)).startsWith("555 5.5.4 Unsupported option: ");
        assertThat(client.ask("MAIL FROM:<a@example.com> SMTPUTF8 BODY=7BIT")).startsWith("250");
        assertThat(client.ask("RCPT TO:<b-one@posthorn.example> ORCPT=rfc822;x"))
                .isEqualTo("555 5.5.4 Unsupported option: ORCPT");
        assertThat(client.ask("RCPT TO:<b-one@posthorn.example>")).startsWith("250");
    }

    @Test
    void messagesThatAreTooMuchTogetherAreDeferredUntilThereIsRoomAgain() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        receiver = mail -> {
            taken.countDown();
            await(go);
            return OK;
        };
        SmtpListener listener = start(limits());
        RawClient first = inData(listener);
        RawClient second = inData(listener);
        String content = "Subject: x\r\n\r\n" + "y".repeat(800) + "\r\n.";
        first.send(content + "\r\n");
        taken.await();
        assertThat(second.ask(content)).startsWith("452 4.3.1");

        go.countDown();
        assertThat(first.reply()).contains("250 2.0.0 Ok");
        // The room is given back behind the reply.
        Awaitility.await().until(() -> {
            second.ask("MAIL FROM:<>");
            second.ask("RCPT TO:<b-one@posthorn.example>");
            second.ask("DATA");
            return second.ask(content).startsWith("250");
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void chunksAreNotTaken() throws IOException {
        RawClient client = greeted(start(limits()));
        client.ask("MAIL FROM:<>");
        client.ask("RCPT TO:<b-one@posthorn.example>");
        assertThat(client.ask("BDAT 99999999999 LAST")).startsWith("502");
        assertThat(client.reply()).isEmpty();
        assertThat(received).isEmpty();
    }

    @Test
    void aCommandWithABareLineFeedEndsTheSession() throws IOException {
        RawClient client = greeted(start(limits()));
        client.send("MAIL FROM:<>\nRCPT TO:<b-one@posthorn.example>\r\n");
        assertThat(client.reply()).hasValueSatisfying(reply -> assertThat(reply).startsWith("501"));
        assertThat(client.reply()).isEmpty();
    }

    @Test
    void pipelinedCommandsAreAnsweredInOrder() throws IOException {
        RawClient client = greeted(start(limits()));
        client.send("MAIL FROM:<>\r\nRCPT TO:<b-one@posthorn.example>\r\nRCPT TO:<x@example.com>\r\nDATA\r\n");
        for (String code : List.of("250", "250", "550", "354")) {
            assertThat(client.reply())
                    .hasValueSatisfying(reply -> assertThat(reply).startsWith(code));
        }
    }

    @Test
    void aConnectionThatEndsInMidContentLeavesNothing() throws IOException {
        SmtpListener listener = start(limits());
        RawClient client = inData(listener);
        client.send("Subject: x\r\n\r\nhalf a mess");
        client.close();
        assertThat(inData(listener).ask("Subject: whole\r\n\r\n.")).startsWith("250");
        assertThat(received).hasSize(1);
    }

    @Test
    void oneConnectionTooManyIsToldSo() throws IOException {
        SmtpListener listener = start(limits());
        greeted(listener);
        greeted(listener);
        assertThat(connect(listener).reply())
                .hasValueSatisfying(reply -> assertThat(reply).startsWith("421"));
    }

    @Test
    void aSilentClientIsCutOff() throws IOException {
        RawClient client = greeted(start(limits(Duration.ofMillis(200), Duration.ofSeconds(60))));
        assertThat(client.reply()).hasValueSatisfying(reply -> assertThat(reply).startsWith("421"));
        assertThat(client.reply()).isEmpty();
    }

    @Test
    void aClientThatIsSilentInMidContentIsCutOff() throws IOException {
        RawClient client = inData(start(limits(Duration.ofMillis(200), Duration.ofSeconds(60))));
        client.send("Subject: x\r\n");
        assertThat(client.reply()).contains("451 4.4.2 Timeout waiting for data from client.");
        assertThat(received).isEmpty();
    }

    @Test
    void aSessionEndsWhenItsTimeIsOverHoweverBusyItIs() throws IOException {
        RawClient client = greeted(start(limits(Duration.ofSeconds(20), Duration.ofMillis(500))));
        long start = System.nanoTime();
        while (!client.ask("NOOP").equals("closed")) {
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
        }
        assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(300));
    }

    @Test
    void aStopLetsAMessageOnItsWayInFinish() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        receiver = mail -> {
            taken.countDown();
            await(go);
            return OK;
        };
        SmtpListener listener = start(limits());
        RawClient client = inData(listener);
        client.send("Subject: x\r\n\r\n.\r\n");
        taken.await();
        Thread stop = Thread.ofVirtual().start(listener::close);
        RawClient late = connect(listener);
        go.countDown();

        assertThat(client.reply()).contains("250 2.0.0 Ok");
        stop.join();
        assertThat(late.reply().orElse("closed")).matches("421.*|220.*|closed");
        assertThat(received).hasSize(1);
    }
}
