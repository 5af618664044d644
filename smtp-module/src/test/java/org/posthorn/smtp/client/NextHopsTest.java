package org.posthorn.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.Lease;
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
        HostPort host = new HostPort(
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
        return new Hop(new HostPort("127.0.0.1", peer.port()), CONFIG, TlsPolicy.of(TlsMode.OFF));
    }

    private Attempt send(boolean last, Hop... hops) {
        Lease lease = Leases.to(ANN);
        Parcel parcel = new Parcel(lease.mail(), lease.addresses(), lease.content(), UnaryOperator.identity());
        return nextHops.deliver(Arrays.asList(hops), parcel, last);
    }
}
