package org.posthorn.smtp.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.testing.NextHopContract;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.smtp.client.ClearAuth;
import org.posthorn.smtp.client.MailHost;
import org.posthorn.smtp.client.NextHops;
import org.posthorn.smtp.client.RelayConfig;
import org.posthorn.smtp.client.SmtpRelay;
import org.posthorn.smtp.client.SmtpTimeouts;
import org.posthorn.smtp.client.TlsMode;
import org.posthorn.smtp.client.TlsPolicy;
import org.posthorn.smtp.dns.DnsClient;
import org.posthorn.smtp.dns.HostResolver;
import org.posthorn.smtp.testing.LoopbackDns;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;
import org.posthorn.smtp.tlspolicy.TlsDecision;

/// The ways to SMTP hosts keep what every relay does.
class RelaysTest {
    private static final Duration PATIENT = Duration.ofSeconds(60);

    @Nested
    class Smarthost implements NextHopContract {
        @Override
        public HopRig open(Manner manner) {
            Host host = new Host(manner);
            return host.behind(new SmtpRelay(config(List.of(host.where())), host.hops));
        }
    }

    @Nested
    class Exchangers implements NextHopContract {
        @Override
        public HopRig open(Manner manner) {
            Host host = new Host(manner);
            return host.behind(router(host, List.of(), new Via.Mx(), List.of()));
        }
    }

    /// The first way is closed for all, so that the leg goes on by the next.
    @Nested
    class SecondWay implements NextHopContract {
        @Override
        public HopRig open(Manner manner) {
            Host host = new Host(manner);
            String away = "127.0.0.5:" + host.peer.port();
            return host.behind(router(
                    host, List.of(Rule.parse("to=* via=" + away + " via=relay")), new Via.Mx(), List.of(host.where())));
        }
    }

    /// Some go away unseen, by a rule.
    @Nested
    class Discarding implements NextHopContract {
        @Override
        public List<String> special() {
            return List.of("x@discarded.invalid", "y@discarded.invalid", "x@null.example", "x@down.example");
        }

        @Override
        public HopRig open(Manner manner) {
            Host host = new Host(manner);
            host.dns.mx("null.example", 0, "").fail("down.example");
            return host.behind(
                    router(host, List.of(Rule.parse("to=discarded.invalid via=discard")), new Via.Mx(), List.of()));
        }
    }

    private static Relay router(Host host, List<Rule> rules, Via otherwise, List<MailHost> relays) {
        DnsClient client = new DnsClient(List.of(host.dns.address()), Duration.ofSeconds(20), 0);
        MxLookup mx = new MxLookup(
                new HostResolver(client, host.clock),
                host.peer.port(),
                false,
                new OurHosts(Set.of(), List.of()),
                new Random(1));
        return new MailRouter(
                rules,
                otherwise,
                config(relays),
                TlsMode.OFF,
                mx,
                (domain, name, port, base) -> new TlsDecision.Use(TlsPolicy.of(base)),
                host.hops);
    }

    private static RelayConfig config(List<MailHost> hosts) {
        return new RelayConfig(
                hosts,
                Optional.empty(),
                Optional.empty(),
                TlsMode.OFF,
                ClearAuth.LOOPBACK,
                4,
                "client.example",
                SmtpTimeouts.of(PATIENT),
                Optional.empty(),
                Duration.ofSeconds(5),
                100,
                Duration.ofSeconds(30));
    }

    /// A server on this machine, to which the domains of the contract lead.
    private static final class Host {
        private final ScriptedPeer peer;
        private final LoopbackDns dns = LoopbackDns.start();
        private final TestClock clock = new TestClock();
        private final NextHops hops = new NextHops(clock);
        private final String address;

        Host(NextHopContract.Manner manner) {
            PeerScript script = new PeerScript().offer("PIPELINING", "8BITMIME", "ENHANCEDSTATUSCODES", "SMTPUTF8");
            switch (manner) {
                case WILLING, AWAY -> {}
                case REFUSING -> script.reply("RCPT", "<gone@", "550 5.1.1 User unknown");
                case BUSY -> script.reply("RCPT", "451 4.3.0 Try later");
                case DYING -> script.dropInContent(5);
                case SILENT -> script.hang("MAIL");
            }
            peer = ScriptedPeer.start(script);
            // Nobody listens at the other address.
            address = manner == NextHopContract.Manner.AWAY ? "127.0.0.4" : "127.0.0.1";
            for (int i = 0; i < NextHopContract.DOMAINS; i++) {
                dns.mx("d" + i + ".example", 10, "mx.host.example");
            }
            dns.a("mx.host.example", address);
        }

        MailHost where() {
            return new MailHost(address, peer.port());
        }

        NextHopContract.HopRig behind(Relay relay) {
            return new HostRig(this, relay);
        }
    }

    private record HostRig(Host host, Relay relay) implements NextHopContract.HopRig {
        @Override
        public List<String> taken() {
            return host.peer.messages().stream().map(ReceivedMessage::text).toList();
        }

        @Override
        public List<String> reached() {
            List<String> reached = new ArrayList<>();
            host.peer.messages().forEach(message -> reached.addAll(message.recipients()));
            return reached;
        }

        @Override
        public boolean isAsked() {
            return host.peer.commands().stream().anyMatch(line -> line.startsWith("MAIL"));
        }

        @Override
        public void hangUp() {
            host.hops.hangUp(Duration.ZERO, Duration.ZERO);
        }

        @Override
        public void close() {
            host.hops.close();
            host.peer.close();
            host.dns.close();
        }
    }
}
