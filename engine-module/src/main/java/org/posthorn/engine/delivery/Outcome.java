package org.posthorn.engine.delivery;

import org.posthorn.engine.mail.SmtpReply;

/// What one attempt did for one recipient.
public sealed interface Outcome {
    SmtpReply reply();

    /// Who replied.
    Peer peer();

    /// The next hop has taken responsibility.
    record Delivered(SmtpReply reply, Peer peer) implements Outcome {}

    /// Not now: a 4yz, a connection that failed, or anything unclear.
    ///
    /// @param unreachable no host of the destination could be used: no fault of the message, and others need not try
    record Deferred(SmtpReply reply, Peer peer, boolean unreachable) implements Outcome {
        public Deferred(SmtpReply reply, Peer peer) {
            this(reply, peer, false);
        }
    }

    /// Never: a clear 5yz.
    record Failed(SmtpReply reply, Peer peer) implements Outcome {}

    /// The outcome that a reply means.
    static Outcome of(SmtpReply reply, Peer peer) {
        if (reply.isPositive()) {
            return new Delivered(reply, peer);
        }
        return reply.isPermanent() ? new Failed(reply, peer) : new Deferred(reply, peer);
    }
}
