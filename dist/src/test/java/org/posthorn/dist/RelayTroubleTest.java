package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;

/// Relays that fail in the ways relays fail. Whatever they do, every accepted recipient ends.
///
/// Each trouble has a server of its own, since a relay's failures are remembered.
class RelayTroubleTest {
    @TempDir
    private Path directory;

    @Test
    void aRelayThatDropsInMidDataGetsTheMessageAgain() throws Exception {
        try (ScriptedPeer relay = ScriptedPeer.start(new PeerScript().dropInContentNth(100, 1));
                TestServer posthorn = start("relay.hosts=" + relay.address())) {
            QueuedMessage ended = posthorn.ended(send(posthorn, "ann@example.net"));
            assertDelivered(ended, 2);
            assertThat(relay.messages()).hasSize(1);
        }
    }

    @Test
    void aRelayThatDropsBeforeItsLastReplyGetsTheMessageAgain() throws Exception {
        try (ScriptedPeer relay = ScriptedPeer.start(new PeerScript().dropNth("END", 1));
                TestServer posthorn = start("relay.hosts=" + relay.address())) {
            QueuedMessage ended = posthorn.ended(send(posthorn, "ann@example.net"));
            assertDelivered(ended, 2);
            assertThat(relay.messages()).hasSize(1);
            assertThat(relay.commands()).filteredOn("DATA"::equals).hasSize(2);
        }
    }

    @Test
    void aHangingConnectionHoldsUpNobodyElse() throws Exception {
        try (ScriptedPeer relay = ScriptedPeer.start(new PeerScript().hangNth("END", 1));
                TestServer posthorn = start("relay.hosts=" + relay.address())) {
            String hanging = send(posthorn, "hanging@example.net");
            await().atMost(TestServer.PATIENCE).until(() -> relay.hangCount() == 1);
            for (int i = 0; i < 5; i++) {
                assertDelivered(posthorn.ended(send(posthorn, "other" + i + "@example.net")), 1);
            }
            assertThat(posthorn.server
                            .queue()
                            .find(MessageId.parse(hanging).orElseThrow())
                            .orElseThrow()
                            .recipients())
                    .allMatch(RecipientState::isPending);

            relay.cutConnections();
            assertDelivered(posthorn.ended(hanging), 2);
        }
    }

    @Test
    void aHostThatIsBusyOrRefusesToTalkIsPassedOver() throws Exception {
        PeerScript busy = new PeerScript().replyAndClose("CONNECT", "421 4.3.2 too busy");
        PeerScript closed = new PeerScript().replyAndClose("CONNECT", "554 5.3.2 no service here");
        try (ScriptedPeer first = ScriptedPeer.start(busy);
                ScriptedPeer second = ScriptedPeer.start(closed);
                ScriptedPeer third = ScriptedPeer.start();
                TestServer posthorn =
                        start("relay.hosts=" + first.address() + "," + second.address() + "," + third.address())) {
            assertDelivered(posthorn.ended(send(posthorn, "ann@example.net")), 1);
            assertDelivered(posthorn.ended(send(posthorn, "bob@example.net")), 1);
            assertThat(third.messages()).hasSize(2);
            assertThat(first.connectionCount())
                    .as("a host that failed is left alone for a while")
                    .isEqualTo(1);
        }
    }

    @Test
    void whenAHostGoesAwayTheOtherTakesOverAndNothingIsLost() throws Exception {
        ScriptedPeer first = ScriptedPeer.start();
        try (ScriptedPeer second = ScriptedPeer.start();
                TestServer posthorn = start("relay.hosts=" + first.address() + "," + second.address())) {
            assertDelivered(posthorn.ended(send(posthorn, "ann@example.net")), 1);
            assertThat(first.messages()).hasSize(1);
            first.close();
            for (int i = 0; i < 3; i++) {
                assertThat(posthorn.ended(send(posthorn, "bob" + i + "@example.net"))
                                .recipients())
                        .extracting(RecipientState::status)
                        .containsExactly(RecipientState.Status.DELIVERED);
            }
            assertThat(second.messages()).hasSize(3);
        } finally {
            first.close();
        }
    }

    @Test
    void aRelayThatRefusesTheSenderIsTheOperatorsToMendAndNoMailIsLost() throws Exception {
        PeerScript script = new PeerScript().replyNth("MAIL", 1, "550 5.7.1 sender refused");
        try (ScriptedPeer relay = ScriptedPeer.start(script);
                TestServer posthorn = start("relay.hosts=" + relay.address(), "retry.schedule=6s")) {
            String id = send(posthorn, "ann@example.net", "bob@example.net");
            await("the operator is told")
                    .atMost(TestServer.PATIENCE)
                    .until(() -> posthorn.get("/health/ready")
                            .body()
                            .equals("{\"status\":\"up\",\"reason\":\"\",\"warning\":"
                                    + "\"a relay refuses mail from us; posthorn doctor says more\"}"));
            assertThat(posthorn.get("/health/ready").statusCode()).isEqualTo(200);
            CommandLineRun doctor = CommandLineRun.of(
                    directory,
                    List.of(
                            "data.dir=" + directory.resolve("data"),
                            "relay.mode=smarthost",
                            "relay.hosts=" + relay.address()),
                    "doctor");
            assertThat(doctor.code()).isEqualTo(1);
            assertThat(doctor.out())
                    .contains("bad  relay: the relay 127.0.0.1[127.0.0.1]:" + relay.port()
                            + " refuses us: 550 5.7.1 sender refused. Check the envelope sender:");
            await("the metric")
                    .atMost(TestServer.PATIENCE)
                    .until(() -> posthorn.metrics()
                            .contains("posthorn_setup_faults_total{host=\"127.0.0.1[127.0.0.1]:" + relay.port()
                                    + "\",reason=\"SENDER_REFUSED\"} 2.0"));

            assertDelivered(posthorn.ended(id), 2);
            assertThat(posthorn.get("/health/ready").body())
                    .as("it took mail again")
                    .isEqualTo("{\"status\":\"up\",\"reason\":\"\"}");
        }
    }

    @Test
    void aRelayThatRefusesTheSenderUntilTheMailExpiresMakesABounceWithWhatItSaid() throws Exception {
        PeerScript script = new PeerScript().reply("MAIL", "FROM:<b-", "550 5.7.1 sender refused");
        try (ScriptedPeer relay = ScriptedPeer.start(script);
                TestServer posthorn = start("relay.hosts=" + relay.address(), "retry.expire=2s")) {
            QueuedMessage ended = posthorn.ended(send(posthorn, "ann@example.net", "bob@example.net"));
            assertThat(ended.recipients()).hasSize(2).allSatisfy(recipient -> {
                assertThat(recipient.status()).isEqualTo(RecipientState.Status.BOUNCED);
                assertThat(recipient.lastReply().orElseThrow().text()).endsWith("'550 5.7.1 sender refused'");
                assertThat(recipient.attempts()).isGreaterThan(1);
            });
            ReceivedMessage bounce = TestServer.arrived(relay, "shop@example.com");
            assertThat(bounce.sender()).isEmpty();
            assertThat(bounce.text())
                    .contains("Final-Recipient: rfc822; ann@example.net")
                    .contains("Final-Recipient: rfc822; bob@example.net")
                    .contains("'550 5.7.1\r\n sender refused'");
        }
    }

    @Test
    void whatIsDeferredUntilItExpiresBounces() throws Exception {
        PeerScript script = new PeerScript().reply("RCPT", "busy@", "450 4.2.1 mailbox busy");
        try (ScriptedPeer relay = ScriptedPeer.start(script);
                TestServer posthorn = start("relay.hosts=" + relay.address(), "retry.expire=2s")) {
            QueuedMessage ended = posthorn.ended(send(posthorn, "busy@example.net", "fine@example.net"));
            assertThat(ended.recipients())
                    .extracting(RecipientState::status)
                    .containsExactly(RecipientState.Status.BOUNCED, RecipientState.Status.DELIVERED);
            assertThat(ended.recipients().getFirst().attempts()).isGreaterThanOrEqualTo(2);
            ReceivedMessage bounce = TestServer.arrived(relay, "shop@example.com");
            assertThat(bounce.text().replaceAll("\r\n[ \t]+", " "))
                    .contains("Final-Recipient: rfc822; busy@example.net")
                    .contains("Diagnostic-Code: smtp; 554 5.4.7 Delivery expired (message too old)"
                            + " '450 4.2.1 mailbox busy'")
                    .doesNotContain("Final-Recipient: rfc822; fine@example.net");
            assertThat(relay.messages())
                    .filteredOn(message -> message.recipients().contains("fine@example.net"))
                    .hasSize(1);
        }
    }

    @Test
    void whenNoRelayIsThereMailWaitsAndGoesOutWhenOneComes() throws Exception {
        PeerScript script = new PeerScript()
                .replyAndCloseNth("CONNECT", 1, "421 4.3.2 shutting down")
                .dropNth("EHLO", 1);
        try (ScriptedPeer relay = ScriptedPeer.start(script);
                TestServer posthorn = start("relay.hosts=" + relay.address())) {
            assertDelivered(posthorn.ended(send(posthorn, "ann@example.net")), 3);
            assertThat(relay.messages()).hasSize(1);
        }
    }

    private TestServer start(String... settings) throws Exception {
        List<String> all = new ArrayList<>(List.of("relay.mode=smarthost", "retry.schedule=1s"));
        all.addAll(List.of(settings));
        TestServer posthorn = TestServer.start(directory, true, all.toArray(String[]::new));
        try (SesClient ses = posthorn.client("123456789012", "any")) {
            ses.verifyDomainIdentity(r -> r.domain("example.com"));
        }
        return posthorn;
    }

    private static String send(TestServer posthorn, String... to) {
        try (SesClient ses = posthorn.client("123456789012", "any")) {
            return ses.sendEmail(r -> r.source("shop@example.com")
                            .destination(d -> d.toAddresses(to))
                            .message(m -> m.subject(s -> s.data("subject"))
                                    .body(b -> b.text(t -> t.data("text of some length\r\n".repeat(50))))))
                    .messageId();
        }
    }

    private static void assertDelivered(QueuedMessage message, int attempts) {
        assertThat(message.recipients()).allSatisfy(recipient -> {
            assertThat(recipient.status()).isEqualTo(RecipientState.Status.DELIVERED);
            assertThat(recipient.attempts()).isEqualTo(attempts);
        });
    }
}
