package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.posthorn.dist.ReceiptFixture.bounce;
import static org.posthorn.dist.ReceiptFixture.rule;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.engine.settings.ReceiptForward;
import org.posthorn.engine.settings.ReceiptProgress;
import org.posthorn.engine.settings.Tables;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import tools.jackson.databind.JsonNode;

/// What of received mail goes back to its senders, and that nobody else is written to.
class ReceiptBounceTest {
    private static final Tenant TENANT = Installation.TENANT;

    @RegisterExtension
    static final Installation installation =
            Installation.behindRelay().with("retry.schedule=1s", "retry.expire=3s", "mail.domain=mail.test");

    @Given
    private static Path directory;

    @Given
    private static ScriptedPeer relay;

    @Given
    private static TestServer posthorn;

    @Given
    private static SesClient ses;

    @BeforeAll
    static void rules() {
        ReceiptFixture.activate(
                posthorn,
                TENANT,
                rule("bounces", "gone@example.com", bounce("Mail desk <desk@example.com>")),
                rule("both", "both@example.com", bounce("desk@example.com")),
                // Waits for the identity, for ever.
                rule("stuck", "stuck@example.com", bounce("desk@unverified.test")),
                rule("away", "away@example.com"),
                rule("taken", "open@example.com", new ReceiptAction.Stop(Optional.empty())));
        posthorn.server
                .settings()
                .table(Tables.RECEIPT_FORWARDS)
                .put(
                        TENANT,
                        "nowhere",
                        new ReceiptForward(
                                "nowhere", List.of("away@example.com"), "127.0.0.1", 1, "off", Instant.now()));
    }

    @Test
    void aRuleBouncesToAProvenSenderAndTheRecordSaysSo() throws Exception {
        MessageId id = receive("ann@strange.test", true, "gone@example.com");

        ReceivedMessage bounce = TestServer.arrived(relay, "ann@strange.test");

        assertThat(bounce.sender()).isEmpty();
        assertThat(bounce.text())
                .contains("From: Mail desk <desk@example.com>\r\n", "Auto-Submitted: auto-replied\r\n")
                .contains("In-Reply-To: <original@strange.test>\r\n")
                .contains("Reporting-MTA: dns; mail.test\r\n", "Final-Recipient: rfc822; gone@example.com\r\n")
                .contains("Diagnostic-Code: smtp; 550 5.1.1 Mailbox does not exist\r\n")
                .doesNotContain("body");
        assertThat(replies(posthorn.ended(id.toString()))).containsExactly("550 5.1.1 Mailbox does not exist");
    }

    @Test
    void aRuleTellsNobodyWhoMayNotBeTheSender() throws Exception {
        MessageId unproven = receive("bob@strange.test", false, "gone@example.com");
        MessageId nobody = receive("", true, "gone@example.com");

        assertThat(replies(posthorn.ended(unproven.toString())))
                .containsExactly("550 5.1.1 Mailbox does not exist (no bounce was sent: its sender is not proven)");
        assertThat(replies(posthorn.ended(nobody.toString())))
                .containsExactly("550 5.1.1 Mailbox does not exist (no bounce was sent: it has no sender)");
        barrier();
        assertThat(bouncesTo("bob@strange.test")).isZero();
        assertThat(bouncesTo("")).isZero();
    }

    @Test
    void whatCannotBeHandledInTimeBouncesOnceToAProvenSender() throws Exception {
        MessageId id = receive("cay@strange.test", true, "stuck@example.com");

        ReceivedMessage bounce = TestServer.arrived(relay, "cay@strange.test");

        assertThat(bounce.sender()).isEmpty();
        assertThat(bounce.text())
                .contains("From: MAILER-DAEMON@mail.test\r\n", "Status: 5.4.7\r\n")
                .contains("\r\nSubject: Hello\r\n");
        assertThat(posthorn.ended(id.toString()).recipients().getFirst().status())
                .isEqualTo(RecipientState.Status.BOUNCED);
        barrier();
        assertThat(bouncesTo("cay@strange.test")).isEqualTo(1);
    }

    @Test
    void whatCannotBeHandledIsKeptAndShownWhenItsSenderIsNotProven() throws Exception {
        Instant longAgo = Instant.now().minusSeconds(3_600);
        MessageId id = ReceiptFixture.receive(posthorn, TENANT, longAgo, "dan@strange.test", false, "away@example.com");
        String received = ReceivedId.of(id);

        JsonNode shown = await().atMost(TestServer.PATIENCE)
                .until(
                        () -> CommandLineRun.json(directory, "queue", "show", received),
                        message -> message.path("recipients")
                                        .path(0)
                                        .path("attempts")
                                        .asInt()
                                >= 1);

        assertThat(shown.path("id").asString()).isEqualTo(id.toString());
        assertThat(shown.path("kind").asString()).isEqualTo("RECEIVED");
        JsonNode recipient = shown.path("recipients").path(0);
        assertThat(recipient.path("status").asString())
                .as("long behind its time")
                .isEqualTo("PENDING");
        assertThat(recipient.path("lastReply").asString()).startsWith("4");
        JsonNode how = shown.path("received");
        assertThat(how.path("id").asString()).isEqualTo(received);
        assertThat(how.path("sender").asString()).isEqualTo("dan@strange.test");
        assertThat(how.path("senderProven").asBoolean()).isFalse();
        assertThat(how.path("kept").asBoolean()).isTrue();
        assertThat(how.path("spf").asString()).isEqualTo("FAIL");
        assertThat(ids(CommandLineRun.json(directory, "queue", "list", "--kind", "received")))
                .contains(id.toString());
        assertThat(ids(CommandLineRun.json(
                        directory, "queue", "list", "--kind", "received", "--account", "123456789012")))
                .contains(id.toString());
        assertThat(ids(CommandLineRun.json(directory, "queue", "list", "--kind", "sent")))
                .doesNotContain(id.toString());

        await().atMost(TestServer.PATIENCE)
                .until(() ->
                        CommandLineRun.on(directory, "queue", "drop", received).code() == 0);

        assertThat(replies(posthorn.ended(id.toString())))
                .containsExactly("554 5.0.0 Taken out of the queue by the operator");
        barrier();
        assertThat(bouncesTo("dan@strange.test")).isZero();
    }

    @Test
    void whereAMessageStandsIsShown() throws Exception {
        MessageId id = receive("hal@strange.test", true, "later@example.com");
        posthorn.ended(id.toString());
        posthorn.server
                .settings()
                .table(Tables.RECEIPT_PROGRESS)
                .put(
                        TENANT,
                        id.toString(),
                        new ReceiptProgress(List.of(), Optional.of("a rule"), 1, List.of(), false, List.of()));

        JsonNode how =
                CommandLineRun.json(directory, "queue", "show", id.toString()).path("received");

        assertThat(how.path("rule").asString()).isEqualTo("a rule");
        assertThat(how.path("kept").asBoolean()).isFalse();
    }

    @Test
    void aBounceThatComesBackEndsThere() throws Exception {
        receive("both@example.com", true, "both@example.com");
        ReceivedMessage bounce = TestServer.arrived(relay, "both@example.com");

        // As a mail exchanger would hand it over, which is this server itself.
        String reply = await().atMost(TestServer.PATIENCE)
                .until(
                        () -> SmtpText.send(
                                posthorn.server.endpoints().inbound(),
                                bounce.sender(),
                                "both@example.com",
                                bounce.text()),
                        answer -> answer.startsWith("250 2.0.0 Ok "));
        MessageId back =
                ReceivedId.parse(reply.substring(reply.lastIndexOf(' ') + 1)).orElseThrow();

        assertThat(replies(posthorn.ended(back.toString())))
                .containsExactly("550 5.1.1 Mailbox does not exist (no bounce was sent: it has no sender)");
        barrier();
        assertThat(bouncesTo("both@example.com")).isEqualTo(1);
    }

    @Test
    void aMessageThatGoesInACircleIsRefused() throws Exception {
        String content = "Subject: round\r\n\r\nt\r\n";
        String trace = "Received: from x ([192.0.2.1])\r\n by mail.test with ESMTP id "
                + ReceivedId.of(MessageId.next("us-east-1", Instant.now())) + "\r\n for open@example.com;\r\n date\r\n";
        String foreign = trace.replace("mail.test", "mx.other.test");

        await().atMost(TestServer.PATIENCE)
                .until(() -> sent("eve@strange.test", trace.repeat(4) + foreign.repeat(20) + content)
                        .startsWith("250 2.0.0 Ok "));
        assertThat(sent("eve@strange.test", trace.repeat(5) + content)).isEqualTo("554 5.4.6 Too many hops");
        assertThat(posthorn.metrics()).contains("posthorn_received_loops_total 1.0");
    }

    @Test
    void itIsNoSendingOfTheAccount() throws Exception {
        MessageId id = receive("fay@strange.test", true, "gone@example.com", "open@example.com");
        posthorn.ended(id.toString());
        TestServer.arrived(relay, "fay@strange.test");
        MessageId failed = receive("gil@strange.test", true, "stuck@example.com");
        posthorn.ended(failed.toString());
        TestServer.arrived(relay, "gil@strange.test");

        assertThat(ses.getSendQuota().sentLast24Hours()).isZero();
        assertThat(ses.getSendStatistics().sendDataPoints()).isEmpty();
        assertThat(CommandLineRun.json(directory, "suppression", "list", "--account", TENANT.accountId()))
                .isEmpty();
        assertThat(posthorn.metrics())
                .containsPattern("posthorn_received_messages_total \\d+\\.0\n")
                .containsPattern("posthorn_received_recipients_total\\{outcome=\"failed\"\\} [1-9]\\d*\\.0\\n")
                .contains("posthorn_received_kept 0.0")
                .contains("posthorn_recipients_bounced_total 0.0\n");
    }

    private static String sent(String sender, String content) throws Exception {
        return SmtpText.send(posthorn.server.endpoints().inbound(), sender, "open@example.com", content);
    }

    private static MessageId receive(String sender, boolean proven, String... recipients) {
        return ReceiptFixture.receive(posthorn, TENANT, Instant.now(), sender, proven, recipients);
    }

    /// Returns when what happened before has been answered: the follower goes through events in their order, and a
    /// destination has its mail in the order of the queue, or nearly.
    private static void barrier() throws Exception {
        String last = "last" + System.nanoTime() + "@strange.test";
        receive(last, true, "stuck@example.com");
        TestServer.arrived(relay, last);
    }

    private static long bouncesTo(String address) {
        return relay.messages().stream()
                .filter(message -> message.recipients().contains(address))
                .count();
    }

    private static List<String> replies(QueuedMessage message) {
        return message.recipients().stream()
                .map(state -> state.lastReply().orElseThrow().toString())
                .toList();
    }

    private static List<String> ids(JsonNode messages) {
        return messages.valueStream()
                .map(message -> message.path("id").asString())
                .toList();
    }
}
