package org.posthorn.smtp.server;

import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.posthorn.engine.identity.Caller;
import org.subethamail.smtp.server.Session;

/// What is known of a session beyond SubEthaSMTP. What is not volatile belongs to the session's own thread.
final class SessionState {
    private final Socket socket;
    private final String network;
    private final long startedNanos = System.nanoTime();
    private @Nullable ScheduledFuture<?> end;
    private int logins;
    private int refused;
    private int surplus;
    private Optional<Caller> caller = Optional.empty();
    private volatile long stirredNanos = startedNanos;
    private volatile boolean begun;
    private volatile boolean receiving;
    private volatile boolean givenUp;

    SessionState(Session session) {
        // What lies beneath TLS, which closes whatever TLS waits for.
        this.socket = session.getSocket();
        this.network = ClientNetwork.of(session.getRemoteAddress().getAddress());
    }

    Socket socket() {
        return socket;
    }

    String network() {
        return network;
    }

    long startedNanos() {
        return startedNanos;
    }

    /// Ends it at another time than before.
    synchronized void endsBy(ScheduledFuture<?> other) {
        cancelEnd();
        end = other;
    }

    synchronized void cancelEnd() {
        if (end != null) {
            end.cancel(false);
        }
    }

    /// @return whether this is its first log-in or transaction
    boolean begin() {
        stir();
        boolean first = !begun;
        begun = true;
        return first;
    }

    boolean hasBegun() {
        return begun;
    }

    /// @return how often it has tried to log in, this time included
    int countLogin() {
        return ++logins;
    }

    /// @return how many recipients were refused for good since it last had a message taken, this one included
    int countRefused() {
        return ++refused;
    }

    /// @return how many recipients were too many for their transaction since then, this one included
    int countSurplus() {
        return ++surplus;
    }

    /// A message of its was taken.
    void hasSent() {
        refused = 0;
        surplus = 0;
    }

    /// Who has logged in.
    Optional<Caller> caller() {
        return caller;
    }

    void loggedIn(Optional<Caller> who) {
        caller = who;
    }

    /// It did what it is here for.
    void stir() {
        stirredNanos = System.nanoTime();
    }

    /// Content is on its way, so that it must not be cut.
    void receiving(boolean now) {
        stir();
        receiving = now;
    }

    boolean isReceiving() {
        return receiving;
    }

    /// How long it has taken its place for nothing.
    long idleNanos(long nowNanos) {
        return nowNanos - stirredNanos;
    }

    /// Its place is another's; it is about to end.
    void giveUp() {
        givenUp = true;
    }

    boolean isGivenUp() {
        return givenUp;
    }
}
