package org.posthorn.smtp.client;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;

/// Starts peers and relays for one test and stops them after it; owns the relays' clock.
abstract class RelayFixture {
    static final String ANN = "ann@example.com";
    static final String BOB = "bob@example.com";
    static final String CARL = "carl@example.com";
    /// Far above what a healthy loopback peer needs, also on a busy machine.
    static final Duration PATIENT = Duration.ofSeconds(20);

    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T12:00:00Z"));
    private final InstantSource clock = now::get;
    private final List<AutoCloseable> open = new ArrayList<>();

    Duration timeout = PATIENT;
    TlsMode tls = TlsMode.OFF;
    ClearAuth clearAuth = ClearAuth.LOOPBACK;
    Optional<SSLContext> trusted = Optional.empty();
    Optional<String> username = Optional.empty();
    int connections = 4;
    int messagesPerConnection = 100;

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : open.reversed()) {
            part.close();
        }
    }

    ScriptedPeer peer(PeerScript script) {
        return opened(ScriptedPeer.start(script));
    }

    ScriptedPeer politePeer() {
        return opened(ScriptedPeer.start());
    }

    <T extends AutoCloseable> T opened(T part) {
        open.add(part);
        return part;
    }

    /// A relay to these peers in turn, configured by this fixture's fields.
    SmtpRelay relay(ScriptedPeer... peers) {
        return relay(Arrays.stream(peers)
                .map(peer -> new MailHost("127.0.0.1", peer.port()))
                .toList());
    }

    SmtpRelay relay(List<MailHost> hosts) {
        return opened(new SmtpRelay(config(hosts), new NextHops(clock)));
    }

    private RelayConfig config(List<MailHost> hosts) {
        return new RelayConfig(
                hosts,
                username,
                username.map(name -> "the password of " + name),
                tls,
                clearAuth,
                connections,
                "client.example",
                SmtpTimeouts.of(timeout),
                trusted,
                Duration.ofSeconds(5),
                messagesPerConnection,
                Duration.ofSeconds(30));
    }

    /// The connections to one peer, for messages with a policy of their own.
    ConnectionPool pool(ScriptedPeer peer) {
        MailHost host = new MailHost("127.0.0.1", peer.port());
        ConnectionPool pool = new ConnectionPool(
                host, HostNames.SYSTEM, Optional.empty(), config(List.of(host)), new RelayTls(trusted), clock);
        opened((AutoCloseable) pool::close);
        return pool;
    }

    /// The outcome for the only recipient.
    static Outcome outcome(SmtpRelay relay, Lease lease) {
        Map<String, Outcome> outcomes = relay.deliver(lease);
        if (!outcomes.keySet().equals(new HashSet<>(lease.addresses())) || outcomes.size() != 1) {
            throw new AssertionError("outcomes for " + outcomes.keySet() + " instead of " + lease.addresses());
        }
        return outcomes.values().iterator().next();
    }
}
