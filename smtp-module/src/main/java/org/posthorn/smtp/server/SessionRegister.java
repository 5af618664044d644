package org.posthorn.smtp.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.server.Session;
import org.subethamail.smtp.server.SessionHandler;

/// The live sessions of one server: each ends when its time is over, and a stop waits for the messages that are on
/// their
/// way in.
final class SessionRegister implements SessionHandler, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SessionRegister.class);

    private record Entry(ScheduledFuture<?> end, AtomicInteger logins) {}

    private final Duration sessionTimeout;
    private final Map<Session, Entry> sessions = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("smtp-session-timer").factory());
    // One party for the server, one for each open mail transaction.
    private final Phaser transactions = new Phaser(1);
    private volatile boolean draining;

    SessionRegister(Duration sessionTimeout) {
        this.sessionTimeout = sessionTimeout;
    }

    @Override
    public SessionAcceptance accept(Session session) {
        if (draining) {
            return SessionAcceptance.failure(421, "4.3.2 Service is shutting down");
        }
        ScheduledFuture<?> end = timer.schedule(
                () -> Thread.ofVirtual().start(() -> cut(session)), sessionTimeout.toMillis(), TimeUnit.MILLISECONDS);
        sessions.put(session, new Entry(end, new AtomicInteger()));
        return SessionAcceptance.success();
    }

    @Override
    public void onSessionEnd(Session session) {
        Optional.ofNullable(sessions.remove(session))
                .ifPresent(entry -> entry.end().cancel(false));
    }

    private static void cut(Session session) {
        log.info("event=session-too-long remote={}", session.getRemoteAddress());
        try {
            session.closeSocket();
        } catch (IOException e) {
            log.debug("event=close-failed reason={}", e.getMessage());
        }
    }

    /// @return how often this session has tried to log in, this time included
    int countLogin(Session session) {
        Entry entry = sessions.get(session);
        return entry == null ? 1 : entry.logins().incrementAndGet();
    }

    /// Counts a mail transaction in.
    ///
    /// @return false when the server is going down and takes no more
    boolean beginTransaction() {
        transactions.register();
        if (draining) {
            transactions.arriveAndDeregister();
            return false;
        }
        return true;
    }

    void endTransaction() {
        transactions.arriveAndDeregister();
    }

    /// Takes no more sessions and transactions, and waits for those that have begun.
    void drain(Duration patience) {
        draining = true;
        int phase = transactions.arrive();
        try {
            transactions.awaitAdvanceInterruptibly(phase, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn("event=stopped-with-open-transactions");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
