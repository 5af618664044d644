package org.posthorn.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.dedicatedip.DedicatedIpPools;
import org.posthorn.engine.dedicatedip.DedicatedIps;
import org.posthorn.engine.dedicatedip.PoolSources;
import org.posthorn.engine.dedicatedip.SourceAddress;
import org.posthorn.engine.dedicatedip.SourceAddresses;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.delivery.Peer;
import org.posthorn.engine.delivery.Sources;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.testing.MemoryEngine;
import org.posthorn.smtp.client.NextHops.Attempt;
import org.posthorn.smtp.client.NextHops.Hop;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;

/// The addresses of ours that peers see.
final class SourcesTest extends RelayFixture {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");

    private final MemoryEngine engine = new MemoryEngine(new AccountDefaults(false, 1_000, 100));
    private PoolSources sources = sources("127.0.0.2");
    private final NextHops hops = opened(new NextHops(engine.clock(), HostNames.SYSTEM, new Current()));

    /// Those of the moment, so that connections outlive a change.
    private final class Current implements Sources {
        @Override
        public Choice choose(Mail mail) {
            return sources.choose(mail);
        }

        @Override
        public boolean take(Mail mail, InetAddress address, int recipients) {
            return sources.take(mail, address, recipients);
        }

        @Override
        public void giveBack(Mail mail, InetAddress address, int recipients) {
            sources.giveBack(mail, address, recipients);
        }
    }

    private SourceAddresses configured(String... addresses) {
        return new SourceAddresses(
                Arrays.stream(addresses).map(SourceAddress::parse).toList(), 1_000);
    }

    private DedicatedIps ips(String... addresses) {
        return new DedicatedIps(
                configured(addresses),
                engine.get(DedicatedIpPools.class),
                engine.get(Settings.class),
                tenant -> false,
                engine.clock());
    }

    private PoolSources sources(String... addresses) {
        return new PoolSources(
                ips(addresses),
                engine.get(DedicatedIpPools.class),
                configured(addresses),
                engine.get(Settings.class),
                engine.clock());
    }

    private Attempt send(Hop... to) {
        return hops.deliver(Arrays.asList(to), Parcel.of(Leases.to(ANN)), true);
    }

    private static Hop hop(String host, int port) {
        return new Hop(
                new MailHost(host, port),
                RelayConfig.of(List.of(), Optional.empty(), Optional.empty(), TlsMode.OFF, 4, "client.example"),
                TlsPolicy.of(TlsMode.OFF));
    }

    private static Hop hop(ScriptedPeer peer) {
        return hop("127.0.0.1", peer.port());
    }

    private static Outcome only(Attempt attempt) {
        Map<String, Outcome> outcomes = ((Attempt.Done) attempt).outcomes();
        assertThat(outcomes).containsOnlyKeys(ANN);
        return outcomes.get(ANN);
    }

    @Test
    void connectionsFromOneAddressServeNoMailOfAnother() {
        ScriptedPeer peer = politePeer();
        send(hop(peer));
        send(hop(peer));
        sources = sources("127.0.0.3");
        send(hop(peer));
        sources = sources();
        send(hop(peer));
        assertThat(peer.messages().stream().map(ReceivedMessage::client).map(InetAddress::getHostAddress))
                .containsExactly("127.0.0.2", "127.0.0.2", "127.0.0.3", "127.0.0.1");
        assertThat(peer.connectionCount()).isEqualTo(3);
    }

    /// 192.0.2.1 is nobody's (RFC 5737).
    @Test
    void anAddressThatTheMachineDoesNotHaveIsPassedOver() {
        ScriptedPeer peer = politePeer();
        sources = sources("192.0.2.1", "127.0.0.3");
        for (int i = 0; i < 5; i++) {
            assertThat(only(send(hop(peer)))).isInstanceOf(Outcome.Delivered.class);
        }
        assertThat(peer.messages())
                .allSatisfy(
                        message -> assertThat(message.client().getHostAddress()).isEqualTo("127.0.0.3"));
    }

    @Test
    void withNoAddressMailWaitsAndNothingIsHeldAgainstThePeer() {
        ScriptedPeer peer = politePeer();
        sources = sources("192.0.2.1");
        Outcome waits = only(send(hop(peer)));
        assertThat(waits)
                .isInstanceOfSatisfying(
                        Outcome.Deferred.class,
                        deferred -> assertThat(deferred.unreachable()).isFalse());
        assertThat(waits.peer()).isEqualTo(Peer.NONE);
        assertThat(waits.reply().toString())
                .startsWith("451 4.3.5 no address of the pool ses-default-dedicated-pool can be used: ")
                .contains("192.0.2.1 can't be used");
        assertThat(peer.connectionCount()).isZero();
        sources = sources("127.0.0.2");
        assertThat(only(send(hop(peer)))).isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void aHostOfTheOtherKindOfAddressesIsPassedOver() {
        ScriptedPeer peer = politePeer();
        assertThat(only(send(hop("::1", peer.port()), hop(peer)))).isInstanceOf(Outcome.Delivered.class);
        assertThat(only(send(hop("::1", peer.port()))).reply().toString())
                .contains("no address of the kind of 127.0.0.2");
    }

    @Test
    void whatIsTooMuchForTodayWaitsAndWhatFailedDoesNotCount() {
        ScriptedPeer peer = politePeer();
        ips("127.0.0.2").putWarmup(TENANT, "127.0.0.2", 5);
        assertThat(send(hop("127.0.0.1", 1))).isInstanceOf(Attempt.NoHost.class);
        for (int i = 0; i < 50; i++) {
            assertThat(only(send(hop(peer)))).isInstanceOf(Outcome.Delivered.class);
        }
        assertThat(only(send(hop(peer))).reply().toString())
                .isEqualTo(
                        "451 4.3.5 no address of the pool ses-default-dedicated-pool can be used: they have sent what"
                                + " their warm-up allows today");
    }
}
