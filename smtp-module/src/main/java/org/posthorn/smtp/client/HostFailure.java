package org.posthorn.smtp.client;

import java.io.IOException;
import org.posthorn.engine.delivery.Peer;
import org.posthorn.engine.mail.SmtpReply;

/// A host can't be used now: refused, timed out, dropped, garbled, or not to our policy. Never the message's fault, so
/// the reply always tells of a temporary failure; another host may be tried, since no content was sent.
class HostFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Peer peer;
    private final transient SmtpReply reply;
    private final boolean silent;

    /// @param host `name[ip]:port` as far as known
    /// @param status the enhanced status, of class 4
    HostFailure(String host, String status, String what) {
        this(Peer.of(host), status, what);
    }

    HostFailure(Peer peer, String status, String what) {
        this(peer, status, what, false);
    }

    /// @param silent whether the host let the time pass in which it had to say something
    HostFailure(Peer peer, String status, String what, boolean silent) {
        super(peer.host() + ": " + what);
        this.silent = silent;
        this.peer = peer;
        this.reply = SmtpReply.of(451, status + " " + peer.host() + ": " + what);
    }

    /// The host, and the TLS it was spoken to under until it failed.
    Peer peer() {
        return peer;
    }

    boolean isSilent() {
        return silent;
    }

    SmtpReply reply() {
        return reply;
    }
}
