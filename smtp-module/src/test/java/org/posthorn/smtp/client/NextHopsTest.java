package org.posthorn.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.smtp.client.NextHops.Attempt;
import org.posthorn.smtp.client.NextHops.Hop;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;

/// What is kept of a host, and for how long.
final class NextHopsTest extends RelayFixture {
    private static final RelayConfig CONFIG =
            RelayConfig.of(List.of(), Optional.empty(), Optional.empty(), TlsMode.OFF, 4, "client.example");

    private final TestClock clock = new TestClock();
    private final NextHops nextHops = opened(new NextHops(clock));

    @Test
    void aHostIsForgottenWhenItsLastConnectionIsClosed() {
        ScriptedPeer peer = politePeer();
        assertThat(send(true, hop(peer))).isInstanceOf(Attempt.Done.class);
        nextHops.sweep();
        assertThat(nextHops.size()).isEqualTo(1);

        clock.advance(Duration.ofSeconds(6));
        nextHops.sweep();
        assertThat(nextHops.size()).isZero();
        assertThat(send(true, hop(peer))).isInstanceOf(Attempt.Done.class);
        assertThat(peer.connectionCount()).isEqualTo(2);
    }

    @Test
    void aHostIsConnectedToAtTheAddressesThatItBrings() {
        ScriptedPeer peer = politePeer();
        MailHost host = new MailHost(
                "no-such-host.invalid",
                peer.port(),
                List.of(InetAddress.ofLiteral("127.0.0.9"), InetAddress.ofLiteral("127.0.0.1")));
        assertThat(send(true, new Hop(host, CONFIG, TlsPolicy.of(TlsMode.OFF))))
                .isInstanceOfSatisfying(
                        Attempt.Done.class,
                        done -> assertThat(done.outcomes().get(ANN).peer().host())
                                .isEqualTo("no-such-host.invalid[127.0.0.1]:" + peer.port()));
    }

    @Test
    void aHostThatIsLeftAloneIsTriedOnlyWhenThereIsNoOtherWay() {
        ScriptedPeer ill = peer(new PeerScript().replyAndClose("CONNECT", "421 4.3.2 go away"));
        assertThat(send(false, hop(ill))).isInstanceOf(Attempt.NoHost.class);
        assertThat(send(false, hop(ill)))
                .isInstanceOfSatisfying(
                        Attempt.NoHost.class,
                        none -> assertThat(none.why().reply().toString()).contains("go away"));
        assertThat(ill.connectionCount()).isEqualTo(1);
        assertThat(send(true, hop(ill))).isInstanceOf(Attempt.NoHost.class);
        assertThat(ill.connectionCount()).isEqualTo(2);
    }

    @Test
    void aHostThatSaysNothingGivesWayToAnotherAndIsLeftAloneForLong() {
        for (String step : List.of("CONNECT", "EHLO", "MAIL", "DATA")) {
            ScriptedPeer halfOpen = peer(new PeerScript().hang(step));
            ScriptedPeer healthy = politePeer();
            NextHops hops = opened(new NextHops(clock, SmtpTimeouts.of(Duration.ofMillis(300))));

            assertThat(send(hops, hop(halfOpen), hop(healthy))).as(step).isInstanceOf(Attempt.Done.class);
            assertThat(send(hops, hop(halfOpen), hop(healthy))).isInstanceOf(Attempt.Done.class);
            clock.advance(Duration.ofMinutes(4));
            hops.sweep();
            assertThat(send(hops, hop(halfOpen), hop(healthy))).isInstanceOf(Attempt.Done.class);
            assertThat(healthy.messages()).as(step).hasSize(3);
            assertThat(halfOpen.connectionCount()).as(step).isEqualTo(1);

            clock.advance(Duration.ofMinutes(2));
            assertThat(send(hops, hop(halfOpen), hop(healthy))).isInstanceOf(Attempt.Done.class);
            assertThat(halfOpen.connectionCount()).as(step).isEqualTo(2);
        }
    }

    @Test
    void aHostThatNeverAnswersTheFinalDotDefersTheMessageAndTheNextGoesElsewhere() {
        ScriptedPeer halfOpen = peer(new PeerScript().hang("END"));
        ScriptedPeer healthy = politePeer();
        NextHops hops = opened(new NextHops(clock, SmtpTimeouts.of(Duration.ofMillis(300))));

        // It may have the message: nobody else gets it before the next try.
        assertThat(send(hops, hop(halfOpen), hop(healthy)))
                .isInstanceOfSatisfying(
                        Attempt.Done.class,
                        done -> assertThat(done.outcomes().get(ANN).reply().toString())
                                .startsWith("451 4.4.2 ")
                                .endsWith("no answer in time, waiting for the reply to the message"));
        assertThat(healthy.messages()).isEmpty();
        assertThat(send(hops, hop(halfOpen), hop(healthy))).isInstanceOf(Attempt.Done.class);
        assertThat(healthy.messages()).hasSize(1);
        assertThat(halfOpen.connectionCount()).isEqualTo(1);
    }

    @Test
    void theOnlyHostHasTheTimeThatTheRfcGivesIt() {
        ScriptedPeer slow = peer(new PeerScript().drip("CONNECT", "220 peer.example\r\n", 6, Duration.ofMillis(200)));
        NextHops hops = opened(new NextHops(clock, SmtpTimeouts.of(Duration.ofMillis(100))));
        assertThat(send(hops, hop(slow))).isInstanceOf(Attempt.Done.class);

        // Nor has the last of several less.
        ScriptedPeer gone = peer(new PeerScript().hang("CONNECT"));
        assertThat(send(hops, hop(gone), hop(slow))).isInstanceOf(Attempt.Done.class);
        assertThat(slow.messages()).hasSize(2);
    }

    @Test
    void whenItsTimeIsOverOneMessageTriesAHostWhileTheOthersGoElsewhere() throws Exception {
        ScriptedPeer halfOpen = peer(new PeerScript().hang("CONNECT"));
        ScriptedPeer healthy = politePeer();
        NextHops hops = opened(new NextHops(clock, SmtpTimeouts.of(Duration.ofMillis(300))));
        send(hops, hop(halfOpen), hop(healthy));
        clock.advance(Duration.ofMinutes(6));

        List<Thread> senders = IntStream.range(0, 3)
                .mapToObj(i -> Thread.ofVirtual().start(() -> send(hops, hop(halfOpen), hop(healthy))))
                .toList();
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(healthy.messages()).hasSize(4);
        assertThat(halfOpen.connectionCount()).isEqualTo(2);
    }

    @Test
    void aStopHangsUpOnPeersThatSayNothingAndTheMessageIsDeferred() throws Exception {
        for (String step : List.of("CONNECT", "MAIL", "END")) {
            ScriptedPeer silent = peer(new PeerScript().hang(step));
            ScriptedPeer other = politePeer();
            NextHops hops = opened(new NextHops(clock));
            FutureTask<Attempt> sending = new FutureTask<>(() -> send(hops, hop(silent), hop(other)));
            Thread.ofVirtual().start(sending);
            await().until(() ->
                    hops.connections().values().stream().anyMatch(c -> c.busy() == 1) && silent.connectionCount() == 1);
            hops.hangUp(Duration.ofHours(1), Duration.ofHours(1));
            await().until(() -> {
                hops.hangUp(Duration.ZERO, Duration.ZERO);
                return sending.isDone();
            });
            Outcome outcome = sending.get() instanceof Attempt.Done done
                    ? done.outcomes().get(ANN)
                    : ((Attempt.NoHost) sending.get()).why();
            assertThat(outcome).as(step).isInstanceOf(Outcome.Deferred.class);
            assertThat(other.connectionCount()).isZero();
        }
    }

    @Test
    void theSignerIsAppliedToWhatGoesOut() {
        ScriptedPeer peer = politePeer();
        Lease lease = Leases.to(ANN);
        byte[] signed = "Signed: yes\r\n\r\nHello\r\n".getBytes(StandardCharsets.US_ASCII);
        nextHops.deliver(
                List.of(hop(peer)),
                new Parcel(lease.mail(), lease.addresses(), lease.content(), content -> new Content(signed)),
                true);
        assertThat(peer.onlyMessage().content()).isEqualTo(signed);
    }

    private static Hop hop(ScriptedPeer peer) {
        return new Hop(new MailHost("127.0.0.1", peer.port()), CONFIG, TlsPolicy.of(TlsMode.OFF));
    }

    private static Attempt send(NextHops nextHops, Hop... hops) {
        Lease lease = Leases.to(ANN);
        Parcel parcel = new Parcel(lease.mail(), lease.addresses(), lease.content(), UnaryOperator.identity());
        return nextHops.deliver(Arrays.asList(hops), parcel, true);
    }

    private Attempt send(boolean last, Hop... hops) {
        Lease lease = Leases.to(ANN);
        Parcel parcel = new Parcel(lease.mail(), lease.addresses(), lease.content(), UnaryOperator.identity());
        return nextHops.deliver(Arrays.asList(hops), parcel, last);
    }
}
