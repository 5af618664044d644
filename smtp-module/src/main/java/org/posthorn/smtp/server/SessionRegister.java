package org.posthorn.smtp.server;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.server.Session;
import org.subethamail.smtp.server.SessionHandler;

/// The live sessions of one server: hands out the places, ends each session when its time is over, and a stop waits for
/// the messages that are on their way in.
///
/// An address has a share of the places, and a session that has neither logged in nor begun a transaction has little
/// time: who only connects keeps nobody else out.
final class SessionRegister implements SessionHandler, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SessionRegister.class);

    /// For the last replies of a session that is over.
    private static final Duration CLOSING = Duration.ofSeconds(10);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private static final String CROWDED = "4.3.2 Too many connections, try again later";

    private final ListenerConfig.Places places;
    private final ListenerConfig.Patience patience;
    private final Optional<SSLContext> wrapper;
    private final Map<Session, SessionState> sessions = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofVirtual().name("smtp-session-timer").factory());
    // One party for the server, one for each open mail transaction.
    private final Phaser transactions = new Phaser(1);
    private final CountDownLatch draining = new CountDownLatch(1);

    private volatile BooleanSupplier room = () -> true;

    /// @param wrapper with which sessions speak TLS from the first byte
    SessionRegister(ListenerConfig config, Optional<SSLContext> wrapper) {
        this.places = config.places();
        this.patience = config.patience();
        this.wrapper = wrapper;
        // Sessions may end by the thousand each second, long before their time: nothing may be left of them.
        timer.setRemoveOnCancelPolicy(true);
    }

    /// @param hasRoom asked once for each session
    void onlyWhile(BooleanSupplier hasRoom) {
        room = hasRoom;
    }

    @Override
    public SessionAcceptance accept(Session session) {
        Optional<String> refusal = isDraining()
                ? Optional.of("4.3.2 Service is shutting down")
                : !room.getAsBoolean() ? Optional.of(CROWDED) : admit(session, new SessionState(session));
        if (refusal.isEmpty()) {
            if (wrapper.isEmpty() || isSecured(session, wrapper.get())) {
                return SessionAcceptance.success();
            }
            onSessionEnd(session);
            return SessionAcceptance.failure(421, "4.7.0 TLS handshake failed");
        }
        if (wrapper.isPresent()) {
            cut(session.getSocket()); // To say it would take a handshake with a client that has no place.
        }
        return SessionAcceptance.failure(421, refusal.get());
    }

    /// Goes on under TLS.
    ///
    /// @return whether the handshake succeeded; if not, the connection is closed
    boolean isSecured(Session session, SSLContext context) {
        Optional<SSLSocket> secured = Handshake.complete(context, session);
        if (secured.isEmpty()) {
            return false;
        }
        try {
            session.setSocket(secured.get());
        } catch (IOException e) {
            log.debug("event=closed-already reason={}", e.getMessage());
            return false;
        }
        session.setTlsStarted(true);
        // RFC 3207 §4.2: under TLS, nothing counts that was said before.
        SessionState state = state(session);
        state.loggedIn(Optional.empty());
        setSilence(session, state.hasBegun() ? patience.silence() : patience.firstSilence());
        return true;
    }

    private synchronized Optional<String> admit(Session session, SessionState state) {
        List<SessionState> present =
                sessions.values().stream().filter(other -> !other.isGivenUp()).toList();
        long ofAddress = present.stream()
                .filter(other -> other.network().equals(state.network()))
                .count();
        if (ofAddress >= places.perAddress()) {
            return Optional.of("4.7.0 Too many connections from your address");
        }
        if (present.size() >= places.all() && !giveUpOne(present)) {
            return Optional.of(CROWDED);
        }
        setSilence(session, patience.firstSilence());
        state.endsBy(cutAfter(state, patience.first()));
        if (state.socket() instanceof SessionSocket socket) {
            socket.whenClosed(state::cancelEnd);
        }
        sessions.put(session, state);
        return Optional.empty();
    }

    /// Gives up a session for a new one: of those that have done nothing yet, else of all without content on its way,
    /// the one that has been silent for the longest time.
    private static boolean giveUpOne(List<SessionState> present) {
        long now = System.nanoTime();
        Optional<SessionState> found = present.stream()
                .filter(state -> !state.isReceiving())
                .min(Comparator.comparing(SessionState::hasBegun).thenComparingLong(state -> -state.idleNanos(now)));
        found.ifPresent(state -> {
            log.info("event=session-gave-way remote={}", state.socket().getRemoteSocketAddress());
            state.giveUp();
            Thread.ofVirtual().start(() -> cut(state.socket()));
        });
        return found.isPresent();
    }

    private ScheduledFuture<?> cutAfter(SessionState state, Duration time) {
        Socket socket = state.socket();
        return timer.schedule(
                () -> Thread.ofVirtual().start(() -> {
                    log.info("event=session-too-long remote={}", socket.getRemoteSocketAddress());
                    cut(socket);
                }),
                Math.max(0, time.toMillis()),
                TimeUnit.MILLISECONDS);
    }

    private static void setSilence(Session session, Duration longest) {
        try {
            session.getSocket().setSoTimeout(Math.toIntExact(longest.toMillis()));
        } catch (SocketException e) {
            log.debug("event=closed-already reason={}", e.getMessage());
        }
    }

    @Override
    public void onSessionEnd(Session session) {
        // Its last replies may wait for a client that reads nothing.
        Optional.ofNullable(sessions.remove(session))
                .filter(state -> !state.socket().isClosed())
                .ifPresent(state -> state.endsBy(cutAfter(state, CLOSING)));
    }

    private static void cut(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            log.debug("event=close-failed reason={}", e.getMessage());
        }
    }

    /// The state of a session; one of its own for a session that is over.
    SessionState state(Session session) {
        return sessions.getOrDefault(session, new SessionState(session));
    }

    /// A session logs in or starts a transaction: from now on it has the time that RFC 5321 gives it.
    void begin(Session session) {
        SessionState state = state(session);
        if (state.begin()) {
            Duration over = Duration.ofNanos(System.nanoTime() - state.startedNanos());
            setSilence(session, patience.silence());
            state.endsBy(cutAfter(state, patience.session().minus(over)));
        }
    }

    /// Waits, but not for longer than the server runs.
    void pause(Duration time) {
        try {
            draining.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isDraining() {
        return draining.getCount() == 0;
    }

    /// Counts a mail transaction in.
    ///
    /// @return false when the server is going down and takes no more
    boolean beginTransaction(Session session) {
        transactions.register();
        if (isDraining()) {
            transactions.arriveAndDeregister();
            return false;
        }
        begin(session);
        return true;
    }

    void endTransaction() {
        transactions.arriveAndDeregister();
    }

    /// Takes no more sessions and transactions, and waits for those that have begun.
    void drain(Duration longest) {
        draining.countDown();
        int phase = transactions.arrive();
        try {
            transactions.awaitAdvanceInterruptibly(phase, longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn("event=stopped-with-open-transactions");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// To be called before SubEthaSMTP closes what is left: under TLS that waits for clients that read nothing.
    void cutAllSoon() {
        sessions.values().forEach(state -> state.endsBy(cutAfter(state, LAST_WORDS)));
    }

    int timers() {
        return timer.getQueue().size();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
