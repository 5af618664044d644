package org.posthorn.smtp.client;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.delivery.Plan;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.delivery.SingleWay;
import org.posthorn.engine.mail.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands mail to a smarthost, or to the next one on the list when the first can't be used.
///
/// A host that failed is left alone for a while, unless all have. When none can be used, every recipient is deferred
/// with a reply of ours that says what happened at the last host tried. Safe for use by many threads.
public final class SmtpRelay implements Relay, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SmtpRelay.class);
    private static final long SWEEP_MILLIS = 1_000;

    private final RelayConfig config;
    private final String name;
    private final InstantSource clock;
    private final TlsPolicy policy;
    private final List<ConnectionPool> pools;
    private final Map<HostPort, Instant> quarantinedUntil = new ConcurrentHashMap<>();
    private final Thread sweeper;

    /// @throws IllegalArgumentException when the file of trusted certificates can't be read
    public SmtpRelay(RelayConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.name = "relay:" + config.hosts().stream().map(HostPort::toString).collect(Collectors.joining(","));
        this.policy = TlsPolicy.of(config.tls());
        RelayTls tls = new RelayTls(config.trustedCertificates());
        this.pools = config.hosts().stream()
                .map(host -> new ConnectionPool(host, config, tls, clock))
                .toList();
        this.sweeper = Thread.ofVirtual().name("smtp-relay-sweeper").start(this::sweep);
    }

    @Override
    public Plan plan(Mail mail, List<String> addresses) {
        return Plan.of(new SingleWay(name, addresses, this::deliver));
    }

    Map<String, Outcome> deliver(Lease lease) {
        return deliver(Parcel.of(lease));
    }

    private Map<String, Outcome> deliver(Parcel parcel) {
        Optional<HostFailure> last = Optional.empty();
        for (ConnectionPool pool : candidates()) {
            try {
                Map<String, Outcome> outcomes = pool.send(parcel, policy);
                quarantinedUntil.remove(pool.host());
                return outcomes;
            } catch (HostFailure e) {
                log.warn("event=relay-failed host={} reason=\"{}\"", pool.host(), e.getMessage());
                quarantinedUntil.put(pool.host(), clock.instant().plus(config.quarantine()));
                last = Optional.of(e);
            }
        }
        HostFailure failure = last.orElseThrow();
        Outcome deferred = new Outcome.Deferred(failure.reply(), failure.peer(), true);
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        parcel.recipients().forEach(address -> outcomes.put(address, deferred));
        return outcomes;
    }

    /// The hosts that are not in quarantine; all of them when all are.
    private List<ConnectionPool> candidates() {
        Instant now = clock.instant();
        List<ConnectionPool> healthy = pools.stream()
                .filter(pool -> !now.isBefore(quarantinedUntil.getOrDefault(pool.host(), Instant.MIN)))
                .toList();
        return healthy.isEmpty() ? pools : healthy;
    }

    private void sweep() {
        try {
            while (true) {
                Thread.sleep(SWEEP_MILLIS);
                pools.forEach(ConnectionPool::sweep);
            }
        } catch (InterruptedException e) {
            // The relay was closed.
        }
    }

    /// Closes idle connections; those in use end with their message.
    @Override
    public void close() {
        sweeper.interrupt();
        pools.forEach(ConnectionPool::close);
    }
}
