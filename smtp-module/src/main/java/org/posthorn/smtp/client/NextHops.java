package org.posthorn.smtp.client;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.mail.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every host that mail is handed to: its connections, and whether it is left alone for now.
///
/// A host that failed is left alone for a while. Its connections are pooled as long as one is used or kept; after that
/// nothing of it stays but the time until when it is left alone. Safe for use by many threads.
public final class NextHops implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NextHops.class);
    private static final long SWEEP_MILLIS = 1_000;
    /// Above this many, hosts that only keep idle connections lose them.
    private static final int MOST_POOLS = 1_000;
    /// Failures above this many are not remembered.
    private static final int MOST_QUARANTINED = 10_000;

    /// A host, and our manners towards it.
    ///
    /// @param tls what protects the connection
    public record Hop(HostPort host, RelayConfig config, TlsPolicy tls) {
        /// Protected as the configuration says, and by TLS at any rate when the message demands it.
        public static Hop of(HostPort host, RelayConfig config, Mail mail) {
            TlsMode mode = config.tls();
            return new Hop(host, config, TlsPolicy.of(mail.tlsRequired() ? mode.encrypted() : mode));
        }
    }

    /// What came of the try to hand a parcel to one of several hosts.
    public sealed interface Attempt {
        /// A host dealt with it.
        ///
        /// @param outcomes one for each recipient
        record Done(Map<String, Outcome> outcomes) implements Attempt {}

        /// None could be used, and no content was sent.
        ///
        /// @param why what happened at the last one
        record NoHost(Outcome.Deferred why) implements Attempt {}
    }

    private record Quarantine(Instant until, HostFailure why) {}

    /// Changed under the lock of its entry only.
    private static final class Shared {
        private final ConnectionPool pool;
        private int users;

        Shared(ConnectionPool pool) {
            this.pool = pool;
        }
    }

    private final InstantSource clock;
    private final Map<Hop, Shared> pools = new ConcurrentHashMap<>();
    private final Map<Hop, Quarantine> quarantined = new ConcurrentHashMap<>();
    private final Map<Optional<Path>, RelayTls> tls = new ConcurrentHashMap<>();
    private final Thread sweeper;

    public NextHops(InstantSource clock) {
        this.clock = clock;
        this.sweeper = Thread.ofVirtual().name("smtp-relay-sweeper").start(this::sweepForever);
    }

    /// Reads what a configuration needs, so that a fault in it shows at the start.
    ///
    /// @throws IllegalArgumentException when the file of trusted certificates can't be read
    public void check(RelayConfig config) {
        tls(config);
    }

    /// Hands the parcel to the first host that can be used.
    ///
    /// @param last whether there is no other way: then hosts that are left alone are tried, too, if all are
    public Attempt deliver(List<Hop> hops, Parcel parcel, boolean last) {
        List<Hop> healthy = hops.stream().filter(hop -> !isLeftAlone(hop)).toList();
        Optional<HostFailure> failure = Optional.empty();
        for (Hop hop : healthy.isEmpty() && last ? hops : healthy) {
            try {
                Map<String, Outcome> outcomes = send(hop, parcel);
                quarantined.remove(hop);
                return new Attempt.Done(heard(hop, outcomes));
            } catch (HostFailure e) {
                log.warn("event=relay-failed host={} reason=\"{}\"", hop.host(), e.getMessage());
                leaveAlone(hop, e);
                failure = Optional.of(e);
            }
        }
        HostFailure why = failure.or(() -> hops.stream()
                        .map(quarantined::get)
                        .filter(Objects::nonNull)
                        .map(Quarantine::why)
                        .findFirst())
                .orElseGet(() -> new HostFailure("", "4.4.1", "no host"));
        Outcome.Deferred deferred = new Outcome.Deferred(why.reply(), why.peer(), true, why.phase(), false);
        boolean relays = hops.stream().anyMatch(hop -> hop.config().isRelay());
        return new Attempt.NoHost(relays ? deferred.byRelay() : deferred);
    }

    private static Map<String, Outcome> heard(Hop hop, Map<String, Outcome> outcomes) {
        if (hop.config().isRelay()) {
            outcomes.replaceAll((address, outcome) -> outcome.byRelay());
        }
        return outcomes;
    }

    private Map<String, Outcome> send(Hop hop, Parcel parcel) throws HostFailure {
        if (pools.size() >= MOST_POOLS) {
            pools.keySet().forEach(this::dropUnlessInUse);
        }
        ConnectionPool pool = pools.compute(hop, (key, known) -> {
                    Shared shared = known == null ? new Shared(newPool(key)) : known;
                    shared.users++;
                    return shared;
                })
                .pool;
        try {
            return pool.send(parcel, hop.tls());
        } finally {
            pools.computeIfPresent(hop, (key, shared) -> {
                shared.users--;
                return shared;
            });
        }
    }

    private ConnectionPool newPool(Hop hop) {
        return new ConnectionPool(hop.host(), hop.config(), tls(hop.config()), clock);
    }

    private RelayTls tls(RelayConfig config) {
        return tls.computeIfAbsent(config.trustedCertificates(), RelayTls::new);
    }

    private boolean isLeftAlone(Hop hop) {
        Quarantine quarantine = quarantined.get(hop);
        return quarantine != null && clock.instant().isBefore(quarantine.until());
    }

    private void leaveAlone(Hop hop, HostFailure why) {
        if (quarantined.size() < MOST_QUARANTINED) {
            quarantined.put(
                    hop, new Quarantine(clock.instant().plus(hop.config().quarantine()), why));
        }
    }

    private void sweepForever() {
        try {
            while (true) {
                Thread.sleep(SWEEP_MILLIS);
                sweep();
            }
        } catch (InterruptedException e) {
            // We were closed.
        }
    }

    /// Closes connections that were idle for too long, and forgets hosts that need no remembering.
    void sweep() {
        Instant now = clock.instant();
        quarantined.values().removeIf(quarantine -> !now.isBefore(quarantine.until()));
        for (Map.Entry<Hop, Shared> entry : pools.entrySet()) {
            ConnectionPool pool = entry.getValue().pool;
            pool.sweep();
            if (!pool.hasIdle()) {
                dropUnlessInUse(entry.getKey());
            }
        }
    }

    private void dropUnlessInUse(Hop hop) {
        pools.computeIfPresent(hop, (key, shared) -> {
            if (shared.users > 0) {
                return shared;
            }
            shared.pool.close();
            return null;
        });
    }

    /// The connections to one host.
    ///
    /// @param busy a message is under way over it, or it is being opened
    public record Connections(int busy, int idle) {
        private Connections plus(Connections more) {
            return new Connections(busy + more.busy, idle + more.idle);
        }
    }

    /// The connections to each host that has some, by its name and port.
    public Map<String, Connections> connections() {
        Map<String, Connections> all = new HashMap<>();
        pools.forEach((hop, shared) -> all.merge(hop.host().toString(), shared.pool.connections(), Connections::plus));
        return all;
    }

    /// Hosts with a connection in use or kept.
    int size() {
        return pools.size();
    }

    /// Closes idle connections; those in use end with their message.
    @Override
    public void close() {
        sweeper.interrupt();
        pools.values().forEach(shared -> shared.pool.close());
    }
}
