package org.posthorn.smtp.client;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections to one host, from one address of ours: a bounded number, used again while the peer keeps them open.
///
/// An idle connection that turns out to be dead is replaced by a fresh one without anybody noticing, since that shows
/// before any content is sent. A connection serves only messages of the very [TlsPolicy] that it was opened under.
final class ConnectionPool {
    private static final Logger log = LoggerFactory.getLogger(ConnectionPool.class);

    private record Idle(SmtpConversation conversation, Instant since) {}

    private final MailHost host;
    private final HostNames names;
    private final Optional<InetAddress> source;
    private final RelayConfig config;
    private final RelayTls tls;
    private final InstantSource clock;
    private final Semaphore permits;
    // The most recently used is taken first, so that the others can grow old and be closed.
    private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();
    private final Set<SmtpConnection> busy = ConcurrentHashMap.newKeySet();
    private final Set<Socket> opening = ConcurrentHashMap.newKeySet();
    private volatile boolean silent;
    private volatile boolean refusesChunks;
    private volatile boolean closed;

    /// @param source our end's address; the system chooses when empty
    ConnectionPool(
            MailHost host,
            HostNames names,
            Optional<InetAddress> source,
            RelayConfig config,
            RelayTls tls,
            InstantSource clock) {
        this.host = host;
        this.names = names;
        this.source = source;
        this.config = config;
        this.tls = tls;
        this.clock = clock;
        this.permits = new Semaphore(config.connections());
    }

    /// Sends over an idle or a new connection; waits for one when all are busy.
    ///
    /// @throws HostFailure when the host can't be used and no content was sent
    Map<String, Outcome> send(Parcel parcel, TlsPolicy policy, SmtpTimeouts timeouts) throws HostFailure {
        acquire(timeouts);
        try {
            Optional<SmtpConversation> used = takeIdle(policy);
            if (used.isPresent()) {
                try {
                    return send(used.get(), parcel, timeouts);
                } catch (HostFailure e) {
                    log.debug("event=stale-connection host={} reason={}", host, e.getMessage());
                }
            }
            return send(open(policy, timeouts), parcel, timeouts);
        } finally {
            permits.release();
        }
    }

    private Map<String, Outcome> send(SmtpConversation conversation, Parcel parcel, SmtpTimeouts timeouts)
            throws HostFailure {
        busy.add(conversation.connection());
        try {
            return conversation.send(parcel, timeouts);
        } finally {
            busy.remove(conversation.connection());
            silent = conversation.connection().timedOut();
            if (conversation.refusesChunks()) {
                log.warn("event=chunking-refused host={} next=data", host);
                refusesChunks = true;
                closeIdle();
            }
            if (conversation.isReusable() && !closed) {
                putBack(conversation);
            } else {
                conversation.quit();
            }
        }
    }

    /// Connections of different policies don't stand in for each other, so the idle ones need a limit of their own.
    private void putBack(SmtpConversation conversation) {
        idle.addFirst(new Idle(conversation, clock.instant()));
        while (idle.size() > config.connections()) {
            Idle oldest = idle.pollLast();
            if (oldest != null) {
                oldest.conversation().quit();
            }
        }
    }

    private void acquire(SmtpTimeouts timeouts) throws HostFailure {
        try {
            if (permits.tryAcquire(timeouts.command().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new HostFailure(host.toString(), "4.3.2", "all " + config.connections() + " connections are busy");
    }

    private Optional<SmtpConversation> takeIdle(TlsPolicy policy) {
        for (Idle candidate : idle) {
            // Whoever removes it owns it.
            if (candidate.conversation().policy().equals(policy) && idle.removeFirstOccurrence(candidate)) {
                if (!isOld(candidate)) {
                    return Optional.of(candidate.conversation());
                }
                candidate.conversation().quit();
            }
        }
        return Optional.empty();
    }

    private SmtpConversation open(TlsPolicy policy, SmtpTimeouts timeouts) throws HostFailure {
        Set<String> ignored = refusesChunks ? Set.of("CHUNKING") : Set.of();
        try {
            return open(policy, timeouts, ignored);
        } catch (TlsFailure e) {
            if (policy.mode().isMandatory()) {
                throw e;
            }
            log.warn("event=tls-failed host={} reason=\"{}\" next=plain-text", host, e.getMessage());
            Set<String> plain = new HashSet<>(ignored);
            plain.add("STARTTLS");
            return open(policy, timeouts, plain);
        }
    }

    private SmtpConversation open(TlsPolicy policy, SmtpTimeouts timeouts, Set<String> ignored) throws HostFailure {
        SmtpConnection connection = SmtpConnection.open(host, names, source, timeouts, opening);
        busy.add(connection);
        try {
            return SmtpConversation.open(connection, config, timeouts, tls, policy, ignored);
        } finally {
            busy.remove(connection);
        }
    }

    /// Closes what has been idle for too long, or whose peer takes too long for one step.
    void sweep() {
        for (Idle candidate = idle.peekLast(); candidate != null && isOld(candidate); candidate = idle.peekLast()) {
            if (idle.removeLastOccurrence(candidate)) {
                candidate.conversation().quit();
            }
        }
        long now = System.nanoTime();
        busy.stream().filter(connection -> connection.isOverdue(now)).forEach(connection -> {
            log.warn("event=peer-too-slow host={}", connection.name());
            connection.abort();
        });
    }

    /// Whether the peer let the time of a reply pass, the last time that it was waited for.
    boolean isSilent() {
        return silent;
    }

    /// Closes the connections whose peers say nothing; what they had of a message is unclear, so it is deferred.
    void hangUp(Duration longest, Duration answering) {
        long now = System.nanoTime();
        busy.stream()
                .filter(connection -> connection.isSilent(now, longest, answering))
                .forEach(connection -> {
                    log.info("event=hung-up host={}", connection.name());
                    connection.abort();
                });
        opening.forEach(SmtpConnection::closeQuietly);
    }

    /// Closes what is idle; connections in use are closed when their message is done.
    void close() {
        closed = true;
        closeIdle();
    }

    private void closeIdle() {
        for (Idle candidate = idle.pollFirst(); candidate != null; candidate = idle.pollFirst()) {
            candidate.conversation().quit();
        }
    }

    NextHops.Connections connections() {
        return new NextHops.Connections(busy.size(), idle.size());
    }

    /// Whether a connection is kept for the next message.
    boolean hasIdle() {
        return !idle.isEmpty();
    }

    private boolean isOld(Idle candidate) {
        return !clock.instant().isBefore(candidate.since().plus(config.maxIdle()));
    }
}
