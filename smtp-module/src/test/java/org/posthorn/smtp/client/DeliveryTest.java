package org.posthorn.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.bounce.Phase;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Outcome.Deferred;
import org.posthorn.engine.delivery.Outcome.Delivered;
import org.posthorn.engine.delivery.Outcome.Failed;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;

/// What becomes of a message for each way in which a next hop can answer, or not.
final class DeliveryTest extends RelayFixture {
    @Test
    void anAcceptedMessageIsDeliveredAndTellsTheHostAndItsReply() {
        ScriptedPeer peer = politePeer();
        Outcome outcome = outcome(relay(peer), Leases.to(ANN));

        assertThat(outcome).isInstanceOf(Delivered.class);
        assertThat(outcome.peer().host()).isEqualTo("127.0.0.1[127.0.0.1]:" + peer.port());
        assertThat(outcome.reply()).hasToString("250 2.0.0 Ok: queued");
        ReceivedMessage message = peer.onlyMessage();
        assertThat(message.sender()).isEqualTo(Leases.SENDER);
        assertThat(message.recipients()).containsExactly(ANN);
        assertThat(message.text()).isEqualTo(Leases.TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", "X-LOCK-STEP"})
    void eachRecipientHasTheOutcomeOfItsOwnReply(String extension) {
        ScriptedPeer peer = peer(new PeerScript()
                .offer(extension)
                .reply("RCPT", "bob", "550 5.1.1 user unknown")
                .reply("RCPT", "carl", "450-4.2.1 the mailbox\n450 4.2.1 is busy"));
        Map<String, Outcome> outcomes = relay(peer).deliver(Leases.to(ANN, BOB, CARL));

        assertThat(outcomes).containsOnlyKeys(ANN, BOB, CARL);
        assertThat(outcomes.get(ANN)).isInstanceOf(Delivered.class);
        assertThat(outcomes.get(BOB)).isInstanceOf(Failed.class);
        assertThat(outcomes.get(BOB).reply()).hasToString("550 5.1.1 user unknown");
        assertThat(outcomes.get(CARL)).isInstanceOf(Deferred.class);
        assertThat(outcomes.get(CARL).reply().text()).contains("the mailbox").contains("is busy");
        assertThat(peer.onlyMessage().recipients()).containsExactly(ANN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", "X-LOCK-STEP"})
    void noContentIsSentWhenEveryRecipientIsRefused(String extension) {
        ScriptedPeer peer = peer(new PeerScript().offer(extension).replyNth("RCPT", 1, "550 5.1.1 user unknown"));
        SmtpRelay relay = relay(peer);

        assertThat(outcome(relay, Leases.to(BOB))).isInstanceOf(Failed.class);
        assertThat(peer.messageCount()).isZero();
        // The open transaction is reset, on the same connection.
        assertThat(outcome(relay, Leases.to(ANN))).isInstanceOf(Delivered.class);
        assertThat(peer.commands()).contains("RSET");
        assertThat(peer.connectionCount()).isEqualTo(1);
    }

    @Test
    void aPeerThatAsksForContentWithoutAnyRecipientGetsAnEmptyMessage() {
        // Recipients are refused, but DATA is answered 354 all the same.
        ScriptedPeer peer = peer(new PeerScript()
                .offer("PIPELINING")
                .replyNth("RCPT", 1, "550 5.1.1 user unknown")
                .replyNth("DATA", 1, "354 go on")
                .reply(".", "554 5.5.1 no valid recipients"));
        SmtpRelay relay = relay(peer);

        assertThat(outcome(relay, Leases.to(BOB))).isInstanceOf(Failed.class);
        assertThat(outcome(relay, Leases.to(ANN))).isInstanceOf(Delivered.class);
        assertThat(peer.commands()).contains(".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", "X-LOCK-STEP"})
    void aRelayThatRefusesTheSenderDefersEveryRecipientAndIsToBlame(String extension) {
        ScriptedPeer peer = peer(new PeerScript().offer(extension).reply("MAIL", "550 5.7.1 go away"));
        Map<String, Outcome> outcomes = relay(peer).deliver(Leases.to(ANN, BOB));

        assertThat(outcomes).containsOnlyKeys(ANN, BOB);
        assertThat(outcomes.values()).allSatisfy(outcome -> {
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Deferred.class,
                            deferred -> assertThat(deferred.ofTheRelay()).isTrue());
            assertThat(outcome.reply()).hasToString("550 5.7.1 go away");
            assertThat(outcome.phase()).isEqualTo(Phase.MAIL);
        });
    }

    @Test
    void anOutcomeTellsWhereInTheDialogueItWasSaid() {
        ScriptedPeer peer = peer(new PeerScript()
                .reply("RCPT", "bob", "550 5.1.1 user unknown")
                .reply("END", "554 5.6.0 no such content"));

        Map<String, Outcome> outcomes = relay(peer).deliver(Leases.to(ANN, BOB));
        assertThat(outcomes.get(BOB).phase()).isEqualTo(Phase.RCPT);
        assertThat(outcomes.get(ANN).phase()).isEqualTo(Phase.END_OF_DATA);
    }

    @Test
    void aRelayThatDoesNotKnowUsIsToBlame() {
        username = Optional.of("posthorn");
        ScriptedPeer peer = peer(new PeerScript().offer("AUTH PLAIN").reply("AUTH", "535 5.7.8 wrong password"));

        assertThat(outcome(relay(peer), Leases.to(ANN))).isInstanceOfSatisfying(Deferred.class, deferred -> {
            assertThat(deferred.ofTheRelay()).isTrue();
            assertThat(deferred.unreachable()).isTrue();
            assertThat(deferred.reply().text()).contains("(535 5.7.8 wrong password)");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"DATA", "END"})
    void aRefusedMessageFailsItsRecipients(String step) {
        ScriptedPeer peer = peer(new PeerScript().offer("PIPELINING").reply(step, "554 5.6.0 no such content"));

        Outcome outcome = outcome(relay(peer), Leases.to(ANN));
        assertThat(outcome).isInstanceOf(Failed.class);
        assertThat(outcome.reply()).hasToString("554 5.6.0 no such content");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "DATA", "END"})
    void aTemporaryRefusalDefers(String step) {
        ScriptedPeer peer = peer(new PeerScript().offer("PIPELINING").reply(step, "451 4.3.0 later"));

        Outcome outcome = outcome(relay(peer), Leases.to(ANN));
        assertThat(outcome).isInstanceOf(Deferred.class);
        assertThat(outcome.reply()).hasToString("451 4.3.0 later");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "END"})
    void aConnectionThatDropsDefers(String step) {
        ScriptedPeer peer = peer(new PeerScript().offer("PIPELINING").drop(step));

        Outcome outcome = outcome(relay(peer), Leases.to(ANN));
        assertThat(outcome).isInstanceOf(Deferred.class);
        assertThat(outcome.reply().statusOrDefault()).hasToString("4.4.2");
        assertThat(outcome.reply().text()).contains(peer.address().replace(":", "]:"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "END"})
    void aPeerThatNeverAnswersDefersWhenItsTimeIsOver(String step) {
        timeout = Duration.ofMillis(300);
        ScriptedPeer peer = peer(new PeerScript().offer("PIPELINING").hang(step));

        Outcome outcome = outcome(relay(peer), Leases.to(ANN));
        assertThat(outcome).isInstanceOf(Deferred.class);
        assertThat(outcome.reply()).asString().startsWith("451 4.4.2 ").contains("no answer in time");
    }

    @Test
    void aPeerThatStopsReadingInMidContentDefers() {
        timeout = Duration.ofMillis(300);
        ScriptedPeer peer = peer(new PeerScript().offer("PIPELINING").hang("CONTENT"));

        Outcome outcome =
                outcome(relay(peer), Leases.lease(Leases.SENDER, "Subject: big\r\n\r\n" + "x".repeat(30_000_000), ANN));
        assertThat(outcome).isInstanceOf(Deferred.class);
        assertThat(outcome.reply().statusOrDefault()).hasToString("4.4.2");
    }

    @Test
    void aConnectionThatDropsInMidContentDefersTheAcceptedAndFailsTheRefused() {
        ScriptedPeer peer = peer(new PeerScript()
                .offer("PIPELINING")
                .reply("RCPT", "bob", "550 5.1.1 user unknown")
                .dropInContent(10));
        Map<String, Outcome> outcomes = relay(peer).deliver(Leases.to(ANN, BOB));

        assertThat(outcomes.get(ANN)).isInstanceOf(Deferred.class);
        assertThat(outcomes.get(BOB)).isInstanceOf(Failed.class);
        assertThat(peer.messageCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO"})
    void aHostThatRefusesTheSessionForGoodStillOnlyDefers(String step) {
        ScriptedPeer peer = peer(
                new PeerScript().reply(step, "554 5.7.1 no service for you").reply("HELO", "554 no"));

        Outcome outcome = outcome(relay(peer), Leases.to(ANN));
        assertThat(outcome).isInstanceOf(Deferred.class);
        assertThat(outcome.reply().code()).isEqualTo(451);
    }

    @Test
    void aRefusedConnectionDefers() {
        ScriptedPeer gone = politePeer();
        SmtpRelay relay = relay(gone);
        gone.close();

        Outcome outcome = outcome(relay, Leases.to(ANN));
        assertThat(outcome).isInstanceOf(Deferred.class);
        assertThat(outcome.reply()).asString().startsWith("451 4.4.1 127.0.0.1[127.0.0.1]:" + gone.port());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request\r\n\r\n",
                "220\u000bno space\r\n",
                "99 too short\r\n",
                "600 out of range\r\n",
                "220-one code\r\n250 and another\r\n",
                "\r\n",
                "\u0000\u0001\u0002\r\n",
            })
    void aGarbledGreetingDefers(String bytes) {
        ScriptedPeer peer = peer(new PeerScript().raw("CONNECT", bytes));

        Outcome outcome = outcome(relay(peer), Leases.to(ANN));
        assertThat(outcome).isInstanceOf(Deferred.class);
        assertThat(outcome.reply().code()).isEqualTo(451);
    }

    /// Both break RFC 5321, and are sent by servers that mean well.
    @Test
    void aTabBehindTheCodeAndLongLinesAreReadAsWhatTheyMean() {
        String longText = "x".repeat(3_000);
        ScriptedPeer peer = peer(new PeerScript()
                .raw("CONNECT", "220\tgood day\r\n")
                .raw("MAIL", "250-" + longText + "\r\n250 " + longText + "\r\n")
                .raw("RCPT", "250\t2.1.5 Ok\r\n")
                .raw("END", "250\t2.0.0 Ok: " + longText + "\r\n"));

        Outcome outcome = outcome(relay(peer), Leases.to(ANN));
        assertThat(outcome).isInstanceOf(Delivered.class);
        assertThat(outcome.reply().toString()).startsWith("250 2.0.0 Ok: xxx").hasSize(2_048);
    }

    @Test
    void endlessLinesAndEndlessRepliesAreCutOff() {
        ScriptedPeer longLine = peer(new PeerScript().raw("CONNECT", "220 " + "x".repeat(1_000_000)));
        ScriptedPeer manyLines = peer(new PeerScript().raw("CONNECT", "220-x\r\n".repeat(100_000)));

        assertThat(outcome(relay(longLine), Leases.to(ANN)).reply().text()).contains("more than 65536 bytes");
        assertThat(outcome(relay(manyLines), Leases.to(ANN)).reply().text()).contains("more than 100 lines");
    }

    @ParameterizedTest
    @ValueSource(strings = {"250 2.0.0 thanks", "299 whatever"})
    void aPositiveAnswerToDataIsNoDelivery(String reply) {
        ScriptedPeer peer = peer(new PeerScript().offer("PIPELINING").reply("DATA", reply));

        assertThat(outcome(relay(peer), Leases.to(ANN))).isInstanceOf(Deferred.class);
        assertThat(peer.messageCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"530 5.7.0 Authentication required", "503 5.5.1 bad sequence", "502 unknown"})
    void aReplyAboutOurConductDefers(String reply) {
        ScriptedPeer peer = peer(new PeerScript().reply("MAIL", reply));

        assertThat(outcome(relay(peer), Leases.to(ANN))).isInstanceOf(Deferred.class);
    }

    @Test
    void tooManyRecipientsIsTemporaryWhenSaidWith552() {
        ScriptedPeer peer = peer(new PeerScript().offer("PIPELINING").reply("RCPT", "bob", "552 too many recipients"));
        Map<String, Outcome> outcomes = relay(peer).deliver(Leases.to(ANN, BOB));

        assertThat(outcomes.get(ANN)).isInstanceOf(Delivered.class);
        assertThat(outcomes.get(BOB)).isInstanceOf(Deferred.class);
    }

    @Test
    void anAddressThatWouldBreakTheCommandLineFailsAloneAndNeverReachesTheWire() {
        ScriptedPeer peer = politePeer();
        String evil = "x@example.com>\r\nRCPT TO:<victim@example.com";
        Map<String, Outcome> outcomes = relay(peer).deliver(Leases.to(ANN, evil));

        assertThat(outcomes.get(ANN)).isInstanceOf(Delivered.class);
        assertThat(outcomes.get(evil)).isInstanceOf(Failed.class);
        assertThat(peer.commands()).noneMatch(command -> command.contains("victim"));
    }
}
