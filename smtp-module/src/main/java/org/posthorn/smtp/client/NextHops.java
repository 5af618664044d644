package org.posthorn.smtp.client;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.delivery.Peer;
import org.posthorn.engine.delivery.Sources;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every host that mail is handed to: its connections, and whether it is left alone for now.
///
/// A host that failed is left alone for a while, one that let the time of a reply pass for longer; then one message
/// tries it, while the others still go elsewhere. Its connections are pooled as long as one is used or kept; after
/// that nothing of it stays but the time until when it is left alone. Safe for use by many threads.
public final class NextHops implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NextHops.class);
    private static final long SWEEP_MILLIS = 1_000;
    /// How long after its time a failure is still remembered, so that only one message tries the host again.
    private static final Duration FORGOTTEN = Duration.ofMinutes(1);
    /// Above this many, hosts that only keep idle connections lose them.
    private static final int MOST_POOLS = 1_000;
    /// How much longer a host is left alone that said nothing: each try of it costs half a minute.
    private static final int SILENT = 10;
    /// Failures above this many are not remembered.
    private static final int MOST_QUARANTINED = 10_000;

    /// A host, and our manners towards it.
    ///
    /// @param tls what protects the connection
    /// @param source our end's address; the system chooses when empty
    public record Hop(MailHost host, RelayConfig config, TlsPolicy tls, Optional<InetAddress> source) {
        /// From whatever address the system takes.
        public Hop(MailHost host, RelayConfig config, TlsPolicy tls) {
            this(host, config, tls, Optional.empty());
        }

        Hop from(InetAddress address) {
            return new Hop(host, config, tls, Optional.of(address));
        }

        /// Protected as the configuration says, and by TLS at any rate when the message demands it.
        public static Hop of(MailHost host, RelayConfig config, Mail mail) {
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

    private record Quarantine(Instant until, HostFailure why) {
        Quarantine until(Instant later) {
            return new Quarantine(later, why);
        }
    }

    /// Changed under the lock of its entry only.
    private static final class Shared {
        private final ConnectionPool pool;
        private int users;

        Shared(ConnectionPool pool) {
            this.pool = pool;
        }
    }

    private final InstantSource clock;
    private final HostNames names;
    private final Sources sources;
    private final Map<Hop, Shared> pools = new ConcurrentHashMap<>();
    private final Map<Hop, Quarantine> quarantined = new ConcurrentHashMap<>();
    private final Map<Optional<SSLContext>, RelayTls> tls = new ConcurrentHashMap<>();
    private final SmtpTimeouts brief;
    private final Thread sweeper;
    private volatile boolean ending;

    /// With the names of the operating system.
    public NextHops(InstantSource clock) {
        this(clock, HostNames.SYSTEM, Sources.ANY);
    }

    /// @param names finds the hosts that are given by name
    /// @param sources say which of our addresses a message leaves from
    public NextHops(InstantSource clock, HostNames names, Sources sources) {
        this(clock, names, sources, SmtpTimeouts.BRIEF);
    }

    /// @param brief how long a host is waited for, at most, that another can stand in for
    NextHops(InstantSource clock, SmtpTimeouts brief) {
        this(clock, HostNames.SYSTEM, Sources.ANY, brief);
    }

    private NextHops(InstantSource clock, HostNames names, Sources sources, SmtpTimeouts brief) {
        this.clock = clock;
        this.names = names;
        this.sources = sources;
        this.brief = brief;
        this.sweeper = Thread.ofVirtual().name("smtp-relay-sweeper").start(this::sweepForever);
    }

    /// Hands the parcel to the first host that can be used, from an address that its sender may use.
    ///
    /// When there is no such address, everybody is deferred, and no other way is tried: that is nobody's fault but
    /// ours.
    ///
    /// @param last whether there is no other way: then hosts that are left alone are tried, too, if all are
    public Attempt deliver(List<Hop> hops, Parcel parcel, boolean last) {
        return switch (sources.choose(parcel.mail())) {
            case Sources.Choice.Any any -> {
                try {
                    yield tryEach(hops, parcel, last);
                } catch (SourceFailure e) {
                    throw new IllegalStateException("no address was asked for", e);
                }
            }
            case Sources.Choice.Pool pool -> deliver(pool, hops, parcel, last);
        };
    }

    private Attempt deliver(Sources.Choice.Pool pool, List<Hop> hops, Parcel parcel, boolean last) {
        String why = "there is none";
        for (InetAddress address : pool.addresses()) {
            int taken = parcel.recipients().size();
            if (!sources.take(parcel.mail(), address, taken)) {
                why = "they have sent what their warm-up allows today";
                continue;
            }
            int sent = 0;
            try {
                Attempt attempt =
                        tryEach(hops.stream().map(hop -> hop.from(address)).toList(), parcel, last);
                sent = delivered(attempt);
                return attempt;
            } catch (SourceFailure e) {
                why = String.valueOf(e.getMessage());
                log.warn("event=source-unusable address={} pool={} reason=\"{}\"", address, pool.name(), why);
            } finally {
                sources.giveBack(parcel.mail(), address, taken - sent);
            }
        }
        Outcome nothing = new Outcome.Deferred(
                SmtpReply.of(451, "4.3.5 no address of the pool " + pool.name() + " can be used: " + why), Peer.NONE);
        Map<String, Outcome> outcomes = new HashMap<>();
        parcel.recipients().forEach(recipient -> outcomes.put(recipient, nothing));
        return new Attempt.Done(outcomes);
    }

    private static int delivered(Attempt attempt) {
        return switch (attempt) {
            case Attempt.Done done ->
                (int) done.outcomes().values().stream()
                        .filter(Outcome.Delivered.class::isInstance)
                        .count();
            case Attempt.NoHost none -> 0;
        };
    }

    /// @throws SourceFailure when no host can be asked from the address that the hops have
    private Attempt tryEach(List<Hop> hops, Parcel parcel, boolean last) throws SourceFailure {
        List<Hop> healthy = hops.stream().filter(hop -> !isLeftAlone(hop)).toList();
        List<Hop> tried = healthy.isEmpty() && last ? hops : healthy;
        Optional<HostFailure> failure = Optional.empty();
        Optional<SourceFailure> ours = Optional.empty();
        for (int i = 0; i < tried.size() && !(ending && failure.isPresent()); i++) {
            Hop hop = tried.get(i);
            boolean another = i + 1 < tried.size();
            if (another && !mayTry(hop)) {
                continue;
            }
            try {
                return new Attempt.Done(heard(hop, send(hop, parcel, another)));
            } catch (SourceFailure e) {
                ours = Optional.of(e);
            } catch (HostFailure e) {
                log.warn("event=relay-failed host={} reason=\"{}\"", hop.host(), e.getMessage());
                failure = Optional.of(e);
            }
        }
        if (failure.isEmpty() && ours.isPresent()) {
            throw ours.get();
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

    /// @param another whether there is another host to go to, so that this one need not be waited for as long
    private Map<String, Outcome> send(Hop hop, Parcel parcel, boolean another) throws HostFailure {
        if (pools.size() >= MOST_POOLS) {
            pools.keySet().forEach(this::dropUnlessInUse);
        }
        ConnectionPool pool = pools.compute(hop, (key, known) -> {
                    Shared shared = known == null ? new Shared(newPool(key)) : known;
                    shared.users++;
                    return shared;
                })
                .pool;
        SmtpTimeouts full = hop.config().timeouts();
        try {
            Map<String, Outcome> outcomes = pool.send(parcel, hop.tls(), another ? full.atMost(brief) : full);
            if (pool.isSilent()) {
                leaveAlone(hop, new HostFailure(hop.host().toString(), "4.4.2", "no answer in time"), true);
            } else {
                quarantined.remove(hop);
            }
            return outcomes;
        } catch (SourceFailure e) {
            throw e;
        } catch (HostFailure e) {
            leaveAlone(hop, e, e.isSilent());
            throw e;
        } finally {
            pools.computeIfPresent(hop, (key, shared) -> {
                shared.users--;
                return shared;
            });
        }
    }

    private ConnectionPool newPool(Hop hop) {
        return new ConnectionPool(hop.host(), names, hop.source(), hop.config(), tls(hop.config()), clock);
    }

    private RelayTls tls(RelayConfig config) {
        return tls.computeIfAbsent(config.trust(), RelayTls::new);
    }

    private boolean isLeftAlone(Hop hop) {
        Quarantine quarantine = quarantined.get(hop);
        return quarantine != null && clock.instant().isBefore(quarantine.until());
    }

    /// When the time is over, the first who asks tries the host; the others leave it alone until that is known.
    private boolean mayTry(Hop hop) {
        Instant now = clock.instant();
        Quarantine found = quarantined.get(hop);
        return found == null
                || now.isBefore(found.until())
                || quarantined.replace(
                        hop, found, found.until(now.plus(hop.config().quarantine())));
    }

    private void leaveAlone(Hop hop, HostFailure why, boolean silent) {
        if (quarantined.size() < MOST_QUARANTINED) {
            Duration quarantine = hop.config().quarantine().multipliedBy(silent ? SILENT : 1);
            quarantined.put(hop, new Quarantine(clock.instant().plus(quarantine), why));
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
        quarantined
                .values()
                .removeIf(quarantine -> !now.isBefore(quarantine.until().plus(FORGOTTEN)));
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

    /// Ends what waits for peers that say nothing, and goes to no other host instead: the server stops.
    ///
    /// @param longest silence before a peer has all of a message
    /// @param answering silence when it has
    public void hangUp(Duration longest, Duration answering) {
        ending = true;
        pools.values().forEach(shared -> shared.pool.hangUp(longest, answering));
    }

    /// Closes idle connections; those in use end with their message.
    @Override
    public void close() {
        sweeper.interrupt();
        pools.values().forEach(shared -> shared.pool.close());
    }
}
