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
    record Deferred(SmtpReply reply, Peer peer) implements Outcome {}

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
