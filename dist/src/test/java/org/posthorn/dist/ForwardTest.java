package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.smtp.testing.LoopbackDns;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Mail that comes in and goes on to SMTP hosts behind, and what comes back from there.
class ForwardTest {
    private static final String MAIL = "From: Ann <ann@example.net>\r\nTo: desk@example.com\r\nSubject: hello\r\n"
            + "\r\n.dotted line\r\nand \u00e4\u00f6 more\r\n";

    @RegisterExtension
    static final Installation installation = Installation.behindRelay().with("retry.schedule=1s");

    @Given
    private static LoopbackDns dns;

    /// The world outside.
    @Given
    private static ScriptedPeer relay;

    @Given
    private static TestServer posthorn;

    @Given
    private static Path directory;

    /// Verifies example.com.
    @Given
    private static Credential key;

    private static ScriptedPeer behind;

    @BeforeAll
    static void start() {
        String spf = "v=spf1 ip4:127.0.0.0/8 -all";
        dns.txt("example.net", spf).txt("example.org", spf).txt("amazonses.example", spf);
        behind = ScriptedPeer.start(new PeerScript()
                .offer("PIPELINING", "SIZE 41943040", "8BITMIME", "ENHANCEDSTATUSCODES")
                .reply("RCPT", "gone@", "550 5.1.1 no such user here"));
        add("behind", behind.address(), "desk@example.com,gone@example.com,other@example.com,blind@example.com");
    }

    @AfterAll
    static void stop() {
        behind.close();
    }

    @Test
    void aSenderWhoProvedNothingGetsNoBounceByWayOfTheHostBehind() throws Exception {
        take("mallory@unproven.example", List.of("desk@example.com"), mail("mallory"));
        String sender = atBehind("mallory").sender();
        assertThat(sender).matches("b-[a-z2-7]{52}@mail\\.test");
        assertThat(offer("", List.of(sender), "Subject: bounce\r\n\r\nno\r\n").getFirst())
                .isEqualTo("550 5.1.1 No such sender was rewritten here, or too long ago");
    }

    private static JsonNode add(String name, String to, String recipients) {
        JsonNode added = CommandLineRun.json(
                directory,
                "receipt",
                "forward",
                "add",
                name,
                "--account",
                "123456789012",
                "--recipient",
                recipients,
                "--to",
                to,
                "--tls",
                "off");
        String first = recipients.split(",")[0];
        await("that it is known")
                .atMost(TestServer.PATIENCE)
                .until(() -> offer("", List.of(first), "").getFirst().startsWith("250"));
        return added;
    }

    private static List<String> offer(String sender, List<String> recipients, String content) throws Exception {
        return InboundClient.send(posthorn.server.endpoints().inbound(), sender, recipients, content);
    }

    /// @return the id in the queue
    private static String take(String sender, List<String> recipients, String content) throws Exception {
        String reply = offer(sender, recipients, content).getLast();
        assertThat(reply).startsWith("250 2.0.0 Ok ");
        return ReceivedId.parse(reply.substring("250 2.0.0 Ok ".length()))
                .orElseThrow()
                .toString();
    }

    private static ReceivedMessage atBehind(String subject) {
        return at(behind, subject);
    }

    private static ReceivedMessage at(ScriptedPeer peer, String words) {
        return await(words)
                .atMost(TestServer.PATIENCE)
                .until(
                        () -> peer.messages().stream()
                                .filter(message -> message.text().contains(words))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static String mail(String subject) {
        return MAIL.replace("hello", subject);
    }

    @Test
    void mailGoesOnWithARewrittenSenderAndItsOwnBytes() throws Exception {
        String id = take("ann@example.net", List.of("desk@example.com"), mail("plain"));
        ReceivedMessage message = atBehind("Subject: plain");
        assertThat(message.sender()).matches("SRS0=[A-Z2-7]{8}=[A-Z2-7]{2}=example\\.net=ann@mail\\.test");
        assertThat(message.recipients()).containsExactly("desk@example.com");
        assertThat(message.mailParameters()).contains("BODY=8BITMIME");
        String bytes = new String(message.content(), StandardCharsets.UTF_8);
        assertThat(bytes)
                .startsWith("X-Posthorn-Forwarded: ")
                .endsWith(mail("plain"))
                .contains("\r\nReceived: from ")
                .doesNotContain("DKIM-Signature", "Return-Path");
        assertThat(posthorn.ended(id).recipients().getFirst().status()).isEqualTo(RecipientState.Status.DELIVERED);
    }

    @Test
    void theNullSenderStaysNull() throws Exception {
        take("", List.of("desk@example.com"), mail("nobody"));
        assertThat(atBehind("Subject: nobody").sender()).isEmpty();
    }

    @Test
    void aBounceFromBehindReachesTheSender() throws Exception {
        take("bob@example.org", List.of("desk@example.com"), mail("bounced"));
        String sender = atBehind("Subject: bounced").sender();
        String report = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n"
                + "Subject: report for bob\r\n\r\n--b\r\n\r\nfailed\r\n--b--\r\n";

        assertThat(offer("", List.of(sender.toLowerCase(Locale.ROOT)), report))
                .allMatch(reply -> reply.startsWith("250"));
        ReceivedMessage returned = at(relay, "Subject: report for bob");
        assertThat(returned.sender()).isEmpty();
        assertThat(returned.recipients()).containsExactly("bob@example.org");
        assertThat(returned.text())
                .startsWith("Received: from [127.0.0.1] by mail.test")
                .endsWith(report);

        assertThat(offer("MAILER-DAEMON@mta.example", List.of(sender), report.replace("bob", "bob again")))
                .as("a report of one that does not know better")
                .allMatch(reply -> reply.startsWith("250"));
        at(relay, "Subject: report for bob again");
    }

    @Test
    void aSenderThatIsTooLongIsFoundByItsMessage() throws Exception {
        String sender = "0100017d38b57c61-f1af1c03-d81e-4101-b7df-4efaac95b71e-000000@amazonses.example";
        take(sender, List.of("desk@example.com"), mail("long"));
        String rewritten = atBehind("Subject: long").sender();
        assertThat(rewritten).matches("[a-z0-9-]{1,64}@mail\\.test");
        assertThat(offer("", List.of(rewritten), "Subject: for the long one\r\n\r\nfailed\r\n"))
                .allMatch(reply -> reply.startsWith("250"));
        assertThat(at(relay, "Subject: for the long one").recipients()).containsExactly(sender);
    }

    @Test
    void rewrittenSendersAreNoRelayForAnybody() throws Exception {
        take("eve@example.org", List.of("desk@example.com"), mail("eve"));
        String sender = atBehind("Subject: eve").sender();
        String forged = sender.replace("eve", "victim");
        assertThat(offer("", List.of(forged), "").getFirst()).startsWith("550 5.1.1 ");
        assertThat(offer("", List.of("SRS0=AAAA=AA=example.org=victim@mail.test"), "")
                        .getFirst())
                .startsWith("550 5.1.1 ");
        assertThat(offer("spam@example.org", List.of(sender), "Subject: buy\r\n\r\nnow\r\n")
                        .getLast())
                .isEqualTo("550 5.7.1 Only bounces are taken here");
        assertThat(relay.messages()).noneMatch(message -> message.text().contains("Subject: buy"));
        for (int i = 0; i < 100; i++) {
            assertThat(offer("", List.of(sender), "Subject: flood\r\n\r\n" + i + "\r\n")
                            .getLast())
                    .startsWith("250");
        }
        assertThat(offer("", List.of(sender), "Subject: flood\r\n\r\nmore\r\n").getLast())
                .isEqualTo("552 5.2.2 Too many bounces for one sender");
    }

    @Test
    void mailThatComesBackForTheSameRecipientIsALoop() throws Exception {
        take("ann@example.net", List.of("desk@example.com", "blind@example.com"), mail("loop"));
        ReceivedMessage message = atBehind("Subject: loop");
        assertThat(message.recipients()).hasSize(2);
        String again = "Received: from behind by behind\r\n" + new String(message.content(), StandardCharsets.UTF_8);
        assertThat(offer(message.sender(), List.of("desk@example.com"), again).getLast())
                .startsWith("554 5.4.6 ");
        assertThat(offer(message.sender(), List.of("BLIND@example.com"), again).getLast())
                .startsWith("554 5.4.6 ");
        assertThat(offer(message.sender(), List.of("other@example.com"), again).getLast())
                .as("for somebody else it is none")
                .startsWith("250");
    }

    @Test
    void aRefusalForGoodIsOfItsRecipientOnly() throws Exception {
        String id = take("ann@example.net", List.of("gone@example.com", "desk@example.com"), mail("gone"));
        assertThat(atBehind("Subject: gone").recipients()).containsExactly("desk@example.com");
        QueuedMessage found = await("an attempt")
                .atMost(TestServer.PATIENCE)
                .until(
                        () -> message(id),
                        message -> state(message, "gone@example.com").attempts() > 0);
        assertThat(state(found, "desk@example.com").status()).isEqualTo(RecipientState.Status.DELIVERED);
        assertThat(state(found, "gone@example.com").lastReply().orElseThrow().toString())
                .isEqualTo("550 5.1.1 no such user here");
    }

    @Test
    void whoHasItGetsItOnceWhileTheOtherWaits() throws Exception {
        try (ScriptedPeer slow = ScriptedPeer.start(new PeerScript()
                .offer("ENHANCEDSTATUSCODES")
                .replyNth("RCPT", 2, "450 4.2.1 later")
                .replyNth("RCPT", 4, "450 4.2.1 later"))) {
            add("slow", slow.address(), "now@example.com,later@example.com");
            String id = take("ann@example.net", List.of("now@example.com", "later@example.com"), mail("once"));
            posthorn.ended(id);
            assertThat(slow.messages().stream()
                            .flatMap(message -> message.recipients().stream())
                            .toList())
                    .containsExactlyInAnyOrder("now@example.com", "later@example.com");
            remove("slow");
        }
    }

    @Test
    void aHostThatIsDownHoldsUpNothingElse() throws Exception {
        int port;
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = nobody.getLocalPort();
        }
        add("down", "127.0.0.1:" + port, "down@example.com");
        String id = take("ann@example.net", List.of("down@example.com"), mail("down"));
        String name = "receipt:forward:127.0.0.1:" + port;
        JsonNode destination = await("a failure")
                .atMost(TestServer.PATIENCE)
                .until(() -> destination(name), found -> found.path("suspended").asBoolean());
        assertThat(destination.path("lastFailure").asString()).contains("refused");
        take("ann@example.net", List.of("desk@example.com"), mail("meanwhile"));
        atBehind("Subject: meanwhile");
        assertThat(destination("receipt:forward:" + behind.address())
                        .path("suspended")
                        .asBoolean())
                .isFalse();
        assertThat(CommandLineRun.json(directory, "queue", "list").valueStream())
                .anyMatch(row -> row.path("id").asString().equals(id)
                        && row.path("kind").asString().equals("RECEIVED"));
        try (ScriptedPeer up = ScriptedPeer.startAt("127.0.0.1", port, new PeerScript())) {
            await("the mail")
                    .atMost(TestServer.PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        // Refused while it is tried by itself.
                        CommandLineRun.on(directory, "queue", "retry", id);
                        return up.messageCount() > 0;
                    });
            at(up, "Subject: down");
        }
        remove("down");
    }

    @Test
    void aDestinationIsPausedAndResumed() throws Exception {
        try (ScriptedPeer host = ScriptedPeer.start()) {
            add("paused", host.address(), "paused@example.com");
            String name = "receipt:forward:" + host.address();
            CommandLineRun.json(directory, "queue", "pause", name);
            String id = take("ann@example.net", List.of("paused@example.com"), mail("paused"));
            await("that it waits")
                    .atMost(TestServer.PATIENCE)
                    .until(() -> destination(name).path("queued").asInt() == 1);
            assertThat(host.messageCount()).isZero();
            CommandLineRun.json(directory, "queue", "resume", name);
            posthorn.ended(id);
            assertThat(host.messageCount()).isEqualTo(1);
            remove("paused");
        }
    }

    @Test
    void connectionsAreKept() throws Exception {
        try (ScriptedPeer host = ScriptedPeer.start()) {
            add("kept", host.address(), "kept@example.com");
            for (int i = 0; i < 5; i++) {
                posthorn.ended(take("ann@example.net", List.of("kept@example.com"), mail("kept " + i)));
            }
            assertThat(host.messageCount()).isEqualTo(5);
            assertThat(host.connectionCount()).isLessThan(5);
            remove("kept");
        }
    }

    @Test
    void theCommandsSayWhatIsWrong() {
        JsonNode added = CommandLineRun.json(
                directory,
                "receipt",
                "forward",
                "add",
                "far",
                "--account",
                "123456789012",
                "--recipient",
                "a@example.com,.sub.example.com,elsewhere.example",
                "--to",
                "[::1]:2525");
        assertThat(added.path("to").asString()).isEqualTo("[::1]:2525");
        assertThat(added.path("tls").asString()).isEqualTo("opportunistic");
        assertThat(added.path("warnings")).hasSize(1);
        assertThat(added.path("warnings").path(0).asString())
                .isEqualTo("no verified domain covers elsewhere.example: mail for it is refused");
        JsonNode listed = CommandLineRun.json(directory, "receipt", "forward", "list", "--account", "123456789012");
        assertThat(listed.valueStream().map(row -> row.path("name").asString())).contains("behind", "far");

        assertThat(failure("add", "far", "--recipient", "x.example", "--to", "h:25"))
                .contains("there is a forward far already");
        assertThat(failure("add", "a b", "--recipient", "x.example", "--to", "h:25"))
                .contains("the name of a forward has up to 64 ASCII letters, digits, '_' and '-': a b");
        assertThat(failure("add", "n", "--recipient", "x@", "--to", "h:25"))
                .contains("a recipient is an address, a domain or .domain, in ASCII: x@");
        assertThat(failure("add", "n", "--recipient", "x.example", "--to", "h:0"))
                .contains("no port: 0");
        assertThat(failure("add", "n", "--recipient", "x.example", "--to", "h")).contains("not a host and port: h");
        assertThat(failure("add", "n", "--recipient", "x.example", "--to", "a..b:25"))
                .contains("no name of a host, nor an address: a..b");
        assertThat(failure("add", "n", "--recipient", "x.example", "--to", "h:25", "--tls", "encrypted"))
                .contains("tls is off, opportunistic, required or wrapper, not encrypted");
        remove("far");
        assertThat(failure("remove", "far")).contains("there is no forward far in us-east-1");
    }

    private static String failure(String word, String name, String... more) {
        List<String> words = new ArrayList<>(List.of("receipt", "forward", word, name, "--account", "123456789012"));
        words.addAll(List.of(more));
        CommandLineRun run = CommandLineRun.on(directory, words.toArray(String[]::new));
        assertThat(run.code()).as(run.out()).isPositive();
        return run.err();
    }

    private static void remove(String name) {
        CommandLineRun.json(directory, "receipt", "forward", "remove", name, "--account", "123456789012");
    }

    private static JsonNode destination(String name) {
        return CommandLineRun.json(directory, "queue", "destinations")
                .valueStream()
                .filter(row -> row.path("name").asString().equals(name))
                .findFirst()
                .orElseGet(() -> JsonMapper.shared().createObjectNode());
    }

    private static QueuedMessage message(String id) {
        return posthorn.server.queue().find(MessageId.parse(id).orElseThrow()).orElseThrow();
    }

    private static RecipientState state(QueuedMessage message, String address) {
        return message.recipients().stream()
                .filter(state -> state.address().equals(address))
                .findFirst()
                .orElseThrow();
    }
}
