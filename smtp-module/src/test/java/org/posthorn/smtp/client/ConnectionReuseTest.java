package org.posthorn.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Outcome.Deferred;
import org.posthorn.engine.delivery.Outcome.Delivered;
import org.posthorn.engine.delivery.Outcome.Failed;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;

/// How connections are shared between messages, and hosts between failures.
final class ConnectionReuseTest extends RelayFixture {
    @Test
    void messagesFollowOneAnotherOnOneConnection() {
        ScriptedPeer peer = politePeer();
        SmtpRelay relay = relay(peer);
        for (int i = 0; i < 50; i++) {
            assertThat(outcome(relay, Leases.to(ANN))).isInstanceOf(Delivered.class);
        }

        assertThat(peer.messageCount()).isEqualTo(50);
        assertThat(peer.connectionCount()).isEqualTo(1);
    }

    @Test
    void aConnectionIsReplacedAfterItsShareOfMessages() {
        messagesPerConnection = 10;
        ScriptedPeer peer = politePeer();
        SmtpRelay relay = relay(peer);
        for (int i = 0; i < 25; i++) {
            assertThat(outcome(relay, Leases.to(ANN))).isInstanceOf(Delivered.class);
        }

        assertThat(peer.connectionCount()).isEqualTo(3);
        assertThat(peer.commands().stream().filter("QUIT"::equals)).hasSize(2);
    }

    @Test
    void anIdleConnectionThatThePeerHasCutIsReplacedUnnoticed() {
        ScriptedPeer peer = politePeer();
        SmtpRelay relay = relay(peer);
        relay.deliver(Leases.to(ANN));
        peer.cutConnections();
        await().until(() -> peer.openCount() == 0);

        assertThat(outcome(relay, Leases.to(BOB))).isInstanceOf(Delivered.class);
        assertThat(peer.messageCount()).isEqualTo(2);
        assertThat(peer.connectionCount()).isEqualTo(2);
    }

    @Test
    void anIdleConnectionThatThePeerEndsWith421IsReplacedUnnoticed() {
        ScriptedPeer peer =
                peer(new PeerScript().offer("PIPELINING").replyAndCloseNth("MAIL", 2, "421 4.4.2 idle for too long"));
        SmtpRelay relay = relay(peer);
        relay.deliver(Leases.to(ANN));

        assertThat(outcome(relay, Leases.to(BOB))).isInstanceOf(Delivered.class);
        assertThat(peer.connectionCount()).isEqualTo(2);
    }

    @Test
    void aFarewellThatComesWhileTheConnectionIsIdleIsNotTakenForAReply() {
        // The 421 comes a moment behind the thanks, before or after the next message asks for the connection.
        ScriptedPeer peer = peer(new PeerScript()
                .offer("PIPELINING")
                .drip("END", "250 ok\r\n421 4.4.2 idle for too long\r\n", 8, Duration.ofMillis(20)));
        SmtpRelay relay = relay(peer);

        for (int i = 1; i <= 3; i++) {
            assertThat(outcome(relay, Leases.to(BOB))).isInstanceOf(Delivered.class);
            assertThat(peer.connectionCount()).isEqualTo(i);
        }
    }

    @Test
    void aFreshConnectionThatDropsIsNotTriedAgain() {
        ScriptedPeer peer = peer(new PeerScript().offer("PIPELINING").dropNth("MAIL", 1));

        assertThat(outcome(relay(peer), Leases.to(ANN))).isInstanceOf(Deferred.class);
        assertThat(peer.connectionCount()).isEqualTo(1);
    }

    @Test
    void aMessageWhoseLastReplyIsLostIsNotSentTwiceInOneAttempt() {
        ScriptedPeer peer = peer(new PeerScript().offer("PIPELINING").dropNth("END", 2));
        SmtpRelay relay = relay(peer);
        relay.deliver(Leases.to(ANN));

        assertThat(outcome(relay, Leases.to(BOB))).isInstanceOf(Deferred.class);
        assertThat(peer.connectionCount()).isEqualTo(1);
        assertThat(peer.messageCount()).isEqualTo(1);
    }

    @Test
    void aConnectionIsUsedAgainAfterARefusal() {
        ScriptedPeer peer = peer(new PeerScript()
                .offer("PIPELINING")
                .replyNth("END", 1, "554 5.6.0 no")
                .replyNth("MAIL", 2, "550 5.7.1 no"));
        SmtpRelay relay = relay(peer);

        assertThat(outcome(relay, Leases.to(ANN))).isInstanceOf(Failed.class);
        assertThat(outcome(relay, Leases.to(ANN))).isInstanceOf(Deferred.class);
        assertThat(outcome(relay, Leases.to(ANN))).isInstanceOf(Delivered.class);
        assertThat(peer.connectionCount()).isEqualTo(1);
    }

    @Test
    void anIdleConnectionIsClosedWhenItGrowsOld() {
        ScriptedPeer peer = politePeer();
        SmtpRelay relay = relay(peer);
        relay.deliver(Leases.to(ANN));
        now.updateAndGet(instant -> instant.plusSeconds(6));

        await().atMost(Duration.ofSeconds(20)).until(() -> peer.openCount() == 0);
        assertThat(peer.commands()).contains("QUIT");
        assertThat(outcome(relay, Leases.to(ANN))).isInstanceOf(Delivered.class);
    }

    @Test
    void noMoreConnectionsAreOpenedThanAllowed() throws Exception {
        connections = 3;
        ScriptedPeer peer = politePeer();
        SmtpRelay relay = relay(peer);
        List<Callable<Outcome>> sends = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            sends.add(() -> outcome(relay, Leases.to(ANN)));
        }

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Outcome> sent : threads.invokeAll(sends)) {
                assertThat(sent.get()).isInstanceOf(Delivered.class);
            }
        }
        assertThat(peer.messageCount()).isEqualTo(60);
        assertThat(peer.mostOpen()).isBetween(1, 3);
    }

    @Test
    void theNextHostTakesOverWhenTheFirstRefusesTheSession() {
        ScriptedPeer first = peer(new PeerScript().replyAndClose("CONNECT", "554 5.3.2 closed"));
        ScriptedPeer second = politePeer();
        SmtpRelay relay = relay(first, second);

        Outcome outcome = outcome(relay, Leases.to(ANN));
        assertThat(outcome).isInstanceOf(Delivered.class);
        assertThat(outcome.peer().host()).endsWith(":" + second.port());
    }

    @Test
    void theNextHostTakesOverWhenTheFirstEndsTheSessionBeforeTheContent() {
        ScriptedPeer first = peer(new PeerScript().offer("PIPELINING").replyAndClose("RCPT", "421 4.3.2 going down"));
        ScriptedPeer second = politePeer();

        assertThat(outcome(relay(first, second), Leases.to(ANN))).isInstanceOf(Delivered.class);
        assertThat(first.messageCount()).isZero();
        assertThat(second.messageCount()).isEqualTo(1);
    }

    @Test
    void aFailedHostIsLeftAloneUntilItsQuarantineIsOver() {
        ScriptedPeer first = peer(new PeerScript().offer("PIPELINING").dropNth("CONNECT", 1));
        ScriptedPeer second = politePeer();
        SmtpRelay relay = relay(first, second);
        relay.deliver(Leases.to(ANN));
        relay.deliver(Leases.to(ANN));
        assertThat(first.connectionCount()).isEqualTo(1);
        assertThat(second.messageCount()).isEqualTo(2);

        now.updateAndGet(instant -> instant.plusSeconds(31));
        relay.deliver(Leases.to(ANN));
        assertThat(first.messageCount()).isEqualTo(1);
    }

    @Test
    void aSingleHostIsTriedAgainAtOnce() {
        ScriptedPeer peer = peer(new PeerScript().offer("PIPELINING").dropNth("CONNECT", 1));
        SmtpRelay relay = relay(peer);

        assertThat(outcome(relay, Leases.to(ANN))).isInstanceOf(Deferred.class);
        assertThat(outcome(relay, Leases.to(ANN))).isInstanceOf(Delivered.class);
    }

    @Test
    void theSecondHostIsNotTriedWhenContentWasSentToTheFirst() {
        ScriptedPeer first = peer(new PeerScript().offer("PIPELINING").drop("END"));
        ScriptedPeer second = politePeer();

        assertThat(outcome(relay(first, second), Leases.to(ANN))).isInstanceOf(Deferred.class);
        assertThat(second.messageCount()).isZero();
    }
}
