package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.dist.tls.TestCa;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Receipt;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ReceiptFilter;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.smtp.testing.RawClient;
import org.posthorn.smtp.testing.TestTls;

/// Mail for domains of accounts, at the door: who is let in, from where, and how much of it.
class InboundReceiptTest {
    private static final Tenant ONE = new Tenant("123456789012", "us-east-1");
    private static final Tenant TWO = new Tenant("210987654321", "eu-west-1");
    private static final String BLOCKED = "550 5.7.1 Your IP address is blocked by this recipient";
    private static final String RECEIPTS = "org.posthorn.receiving";
    private static final String NO_MAILBOX = "550 5.1.1 Requested action not taken: mailbox unavailable";

    @TempDir
    private static Path directory;

    private static TestServer posthorn;
    private final List<RawClient> open = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        TestCa ca = new TestCa("Example CA");
        Path authority = directory.resolve("ca.pem");
        Files.writeString(authority, ca.pem());
        Path certificate = directory.resolve("inbound.crt");
        Path key = directory.resolve("inbound.key");
        ca.issue("EC", Duration.ofDays(90)).write(certificate, key);
        posthorn = TestServer.start(
                directory,
                false,
                "relay.mode=capture",
                "inbound.tls.certificate=" + certificate,
                "inbound.tls.key=" + key);
        posthorn.tenant(ONE, "one.example");
        posthorn.server.identities().vouch(ONE, "both.example");
        posthorn.tenant(TWO, "two.example");
        posthorn.server.identities().vouch(TWO, "both.example");
        ReceiptSetup.activate(
                posthorn.server.settings(),
                ONE,
                ReceiptSetup.rule("some", false, "bob@one.example", "j\u00f6rg@one.example", "both.example"),
                ReceiptSetup.rule("secret", true, "secret@one.example"));
        ReceiptSetup.activate(posthorn.server.settings(), TWO, ReceiptSetup.rule("all", false));
        // Who begins to receive is seen within a second.
        await().atMost(TestServer.PATIENCE)
                .until(() -> ask("127.0.0.1", "bob@one.example").equals("250 Ok")
                        && ask("127.0.0.1", "ann@two.example").equals("250 Ok"));
    }

    @AfterAll
    static void stop() {
        posthorn.close();
    }

    @AfterEach
    void closeClients() throws IOException {
        for (RawClient client : open) {
            client.close();
        }
    }

    private static InetSocketAddress inbound() {
        String address = posthorn.server.endpoints().inbound();
        int colon = address.lastIndexOf(':');
        return new InetSocketAddress(
                InetAddress.ofLiteral(address.substring(0, colon)), Integer.parseInt(address.substring(colon + 1)));
    }

    private RawClient greeted(String from) throws IOException {
        RawClient client = new RawClient(inbound(), from);
        open.add(client);
        client.reply();
        client.ask("EHLO client.example");
        return client;
    }

    /// The answer to RCPT.
    private static String ask(String from, String recipient) throws IOException {
        try (RawClient client = new RawClient(inbound(), from)) {
            client.reply();
            client.ask("EHLO client.example");
            client.ask("MAIL FROM:<ann@example.net>");
            return client.ask("RCPT TO:<" + recipient + ">");
        }
    }

    private static QueuedMessage stored(String reply) {
        assertThat(reply).startsWith("250 2.0.0 Ok ");
        return posthorn.server
                .queue()
                .find(ReceivedId.parse(reply.substring("250 2.0.0 Ok ".length()))
                        .orElseThrow())
                .orElseThrow();
    }

    private static Receipt receipt(QueuedMessage message) {
        assertThat(message.mail().kind()).isEqualTo(MailKind.RECEIVED);
        return message.mail().receipt().orElseThrow();
    }

    @Test
    void mailForAnAddressWithARuleIsTakenAndOnDisk() throws IOException {
        RawClient client = greeted("127.0.0.9");
        client.ask("MAIL FROM:<ann@example.net> SIZE=30 BODY=8BITMIME");
        client.ask("RCPT TO:<bob@one.example>");
        client.ask("DATA");
        QueuedMessage message = stored(client.ask("Subject: hello\r\n\r\nHow do you do?\r\n."));

        assertThat(message.mail().tenant()).isEqualTo(ONE);
        assertThat(message.mail().envelope().sender()).isEqualTo("ann@example.net");
        assertThat(message.mail().envelope().recipients()).containsExactly("bob@one.example");
        assertThat(receipt(message).client().ip()).isEqualTo("127.0.0.9");
        assertThat(receipt(message).client().helo()).isEqualTo("client.example");
        assertThat(receipt(message).client().tls()).isEmpty();
    }

    @Test
    void whatNoRuleWantsIsRefusedWhereTheDomainIsOursAndElsewhere() throws IOException {
        assertThat(ask("127.0.0.1", "nobody@one.example")).isEqualTo(NO_MAILBOX);
        assertThat(ask("127.0.0.1", "bob@below.one.example")).isEqualTo(NO_MAILBOX);
        assertThat(ask("127.0.0.1", "bob@elsewhere.example"))
                .isEqualTo("550 5.1.1 <bob@elsewhere.example> No such recipient here");
        assertThat(ask("127.0.0.1", "bob+label@one.example")).isEqualTo("250 Ok");
    }

    /// The forms that probes for open relays try: each is a mailbox of ours, or refused.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "victim@victim.example",
                "@one.example:victim@victim.example",
                "@one.example,@two.example:victim@victim.example",
                "victim%victim.example@one.example",
                "victim@victim.example@one.example",
                "\"victim@victim.example\"@one.example",
                "\"victim%victim.example\"@one.example",
                "victim.example!victim@one.example",
                "victim@[127.0.0.1]",
                "victim@localhost",
                "victim",
            })
    void nothingIsRelayed(String recipient) throws IOException {
        assertThat(ask("127.0.0.1", recipient)).matches("55[03] .*");
    }

    @Test
    void aFilterBlocksForItsAccountOnlyAndAnAllowBeatsIt() throws IOException {
        Table<ReceiptFilter> filters = posthorn.server.settings().table(Tables.RECEIPT_FILTERS);
        try {
            filters.put(ONE, "net", new ReceiptFilter("net", ReceiptFilter.Policy.Block, "127.0.1.0/24"));
            assertThat(ask("127.0.1.7", "bob@one.example")).isEqualTo(BLOCKED);
            assertThat(ask("127.0.2.7", "bob@one.example")).isEqualTo("250 Ok");
            assertThat(ask("127.0.1.7", "ann@two.example")).isEqualTo("250 Ok");
            // What nobody wants is unknown, filter or not.
            assertThat(ask("127.0.1.7", "nobody@one.example")).isEqualTo(NO_MAILBOX);

            filters.put(ONE, "host", new ReceiptFilter("host", ReceiptFilter.Policy.Allow, "127.0.1.7"));
            assertThat(ask("127.0.1.7", "bob@one.example")).isEqualTo("250 Ok");
            assertThat(ask("127.0.1.8", "bob@one.example")).isEqualTo(BLOCKED);
        } finally {
            filters.delete(ONE, "net");
            filters.delete(ONE, "host");
        }
    }

    @Test
    void whereTwoAccountsWantItTheOneThatDoesNotBlockGetsIt() throws IOException {
        Table<ReceiptFilter> filters = posthorn.server.settings().table(Tables.RECEIPT_FILTERS);
        try {
            filters.put(ONE, "host", new ReceiptFilter("host", ReceiptFilter.Policy.Block, "127.0.3.1/32"));
            assertThat(received(greeted("127.0.3.1"), "x@both.example"))
                    .extracting(message -> message.mail().tenant())
                    .containsExactly(TWO);
            assertThat(received(greeted("127.0.3.2"), "x@both.example"))
                    .extracting(message -> message.mail().tenant())
                    .containsExactlyInAnyOrder(ONE, TWO);
        } finally {
            filters.delete(ONE, "host");
        }
    }

    /// Sends a message, and finds what came of it.
    private static List<QueuedMessage> received(RawClient client, String recipient) throws IOException {
        try (LogLines log = LogLines.of(RECEIPTS)) {
            client.ask("MAIL FROM:<>");
            assertThat(client.ask("RCPT TO:<" + recipient + ">")).isEqualTo("250 Ok");
            client.ask("DATA");
            assertThat(client.ask("Subject: x\r\n\r\nx\r\n.")).startsWith("250 2.0.0 Ok ");
            return taken(log);
        }
    }

    /// All that was put into the queue.
    private static List<QueuedMessage> taken(LogLines log) {
        String before = " event=mail-received message=";
        return log.lines().stream()
                .filter(line -> line.contains(before))
                .map(line -> line.substring(line.indexOf(before) + before.length()))
                .map(rest ->
                        MessageId.parse(rest.substring(0, rest.indexOf(' '))).orElseThrow())
                .map(id -> posthorn.server.queue().find(id).orElseThrow())
                .toList();
    }

    @Test
    void whatARuleWantsUnderTlsOnlyIsRefusedInPlainTextAndTakenUnderTls() throws IOException {
        RawClient client = greeted("127.0.0.1");
        client.ask("MAIL FROM:<ann@example.net>");
        assertThat(client.ask("RCPT TO:<secret@one.example>"))
                .isEqualTo("530 5.7.0 Must issue a STARTTLS command first");
        assertThat(client.ask("RCPT TO:<bob@one.example>")).as("another's").isEqualTo("250 Ok");

        assertThat(client.ask("STARTTLS")).isEqualTo("220 Ready to start TLS");
        client.secure(TestTls.trusting(directory.resolve("ca.pem")));
        assertThat(client.ask("DATA")).as("forgotten").startsWith("503");
        client.ask("EHLO under-tls.example");
        client.ask("MAIL FROM:<ann@example.net>");
        assertThat(client.ask("RCPT TO:<secret@one.example>")).isEqualTo("250 Ok");
        client.ask("DATA");
        Receipt receipt = receipt(stored(client.ask("Subject: x\r\n\r\nx\r\n.")));
        assertThat(receipt.client().tls()).contains(client.protocolAndCipher());
        assertThat(receipt.client().helo()).isEqualTo("under-tls.example");
    }

    @Test
    void oneTransactionIsOneMessageWhateverIsSmuggledInIt() throws IOException {
        List<String> all = List.of("\n.\n", "\r.\r", "\n.\r\n", "\r\n.\n", "\r.\r\n", "\r\n.\r");
        LogLines log = LogLines.of(RECEIPTS);
        for (String smuggled : all) {
            RawClient client = greeted("127.0.0.1");
            client.ask("MAIL FROM:<ann@example.net>");
            client.ask("RCPT TO:<bob@one.example>");
            client.ask("DATA");
            client.send(
                    "Subject: x\r\n\r\nfirst" + smuggled
                            + "MAIL FROM:<evil@example.net>\r\nRCPT TO:<j\u00f6rg@one.example>\r\nDATA\r\nsecond\r\n.\r\nNOOP\r\n");
            QueuedMessage message = stored(client.reply().orElse("closed"));
            assertThat(message.mail().envelope().recipients()).containsExactly("bob@one.example");
            assertThat(client.reply())
                    .as("that of NOOP")
                    .hasValueSatisfying(reply -> assertThat(reply).startsWith("250 "));
        }
        log.close();
        assertThat(taken(log))
                .hasSize(all.size())
                .allSatisfy(message ->
                        assertThat(message.mail().envelope().sender()).isEqualTo("ann@example.net"));
    }

    @Test
    void fortyMegabytesAreAnnouncedAndMoreIsRefusedBeforeItIsSent() throws IOException {
        RawClient client = new RawClient(inbound());
        open.add(client);
        client.reply();
        assertThat(client.ask("EHLO client.example").split("\\|"))
                .contains("250-SIZE 41943040", "250-PIPELINING", "250-8BITMIME", "250-SMTPUTF8", "250-STARTTLS");
        assertThat(client.ask("MAIL FROM:<ann@example.net> SIZE=41943041")).startsWith("552 5.3.4");
        assertThat(client.ask("MAIL FROM:<ann@example.net> SIZE=41943040")).isEqualTo("250 Ok");
    }

    @Test
    void aMessageOfElevenMegabytesIsTaken() throws IOException {
        RawClient client = greeted("127.0.0.1");
        client.ask("MAIL FROM:<ann@example.net> SIZE=11534400");
        client.ask("RCPT TO:<bob@one.example>");
        client.ask("DATA");
        client.send("Subject: large\r\n\r\n");
        char[] line = new char[1_022];
        Arrays.fill(line, 'x');
        String block = (new String(line) + "\r\n").repeat(64);
        for (int i = 0; i < 176; i++) {
            client.send(block);
        }
        QueuedMessage message = stored(client.ask("."));
        assertThat(message.mail().sizeBytes()).isBetween(11_534_336 + 18, 11_534_336 + 2_000);
    }

    /// Python's smtplib, with everything that it can do.
    @Test
    void pythonSendsInPlainTextAndUnderTlsAndBeyondAscii() throws Exception {
        LogLines log = LogLines.of(RECEIPTS);
        assertThat(ran(
                        "python3",
                        "-c",
                        """
                        import smtplib, ssl, sys
                        from email.message import EmailMessage
                        host, port, ca = sys.argv[1:]
                        m = EmailMessage()
                        m['From'] = 'ann@example.net'
                        m['To'] = 'bob@one.example'
                        m['Subject'] = 'hello'
                        m.set_content('.\\n..\\nHow do you do?\\n')
                        with smtplib.SMTP(host, int(port), timeout=60) as s:
                            s.ehlo('python.example')
                            assert s.esmtp_features['size'] == '41943040'
                            s.send_message(m)
                            try:
                                s.sendmail('ann@example.net', ['secret@one.example'], 'Subject: x\\n\\nx\\n')
                                raise SystemExit('taken in plain text')
                            except smtplib.SMTPRecipientsRefused as e:
                                assert e.recipients['secret@one.example'][0] == 530, e.recipients
                            s.starttls(context=ssl.create_default_context(cafile=ca))
                            s.sendmail('ann@example.net', ['secret@one.example'], 'Subject: x\\n\\nx\\n')
                            s.send_message(m, 'j\\u00f6rg@example.net', ['j\\u00f6rg@one.example'])
                            refused = s.sendmail('ann@example.net', ['bob@one.example', 'no@one.example'], 'S: x\\n\\nx\\n')
                            assert refused['no@one.example'][0] == 550, refused
                        print('sent')
                        """,
                        "127.0.0.1",
                        String.valueOf(inbound().getPort()),
                        directory.resolve("ca.pem").toString()))
                .isEqualTo("sent\n");
        log.close();
        assertThat(taken(log))
                .extracting(message -> message.mail().envelope().recipients())
                .containsExactly(
                        List.of("bob@one.example"),
                        List.of("secret@one.example"),
                        List.of("j\u00f6rg@one.example"),
                        List.of("bob@one.example"));
        assertThat(taken(log))
                .extracting(message -> receipt(message).client().isSecure())
                .containsExactly(false, true, true, true);
    }

    @Test
    void swaksSendsWithPipelining() throws Exception {
        Path swaks = Path.of("/usr/bin/swaks");
        assumeTrue(Files.isExecutable(swaks), "skipped: no swaks here");
        LogLines log = LogLines.of(RECEIPTS);
        String transcript = ran(
                swaks.toString(),
                "--server",
                "127.0.0.1:" + inbound().getPort(),
                "--helo",
                "swaks.example",
                "--from",
                "ann@example.net",
                "--to",
                "bob@one.example,both@both.example",
                "--pipeline");
        assertThat(transcript).contains("<-  250 2.0.0 Ok ");
        log.close();
        assertThat(taken(log))
                .hasSize(2)
                .allSatisfy(
                        message -> assertThat(receipt(message).client().helo()).isEqualTo("swaks.example"));
    }

    /// What a command prints when it succeeds.
    private static String ran(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }
}
