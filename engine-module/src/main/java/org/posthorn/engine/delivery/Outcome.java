package org.posthorn.engine.delivery;

import org.posthorn.engine.mail.SmtpReply;

/// What one attempt did for one recipient.
public sealed interface Outcome {
    SmtpReply reply();

    /// The host that replied, `name[ip]:port` where it is known; empty when none was reached.
    String host();

    /// The next hop has taken responsibility.
    record Delivered(SmtpReply reply, String host) implements Outcome {}

    /// Not now: a 4yz, a connection that failed, or anything unclear.
    record Deferred(SmtpReply reply, String host) implements Outcome {}

    /// Never: a clear 5yz.
    record Failed(SmtpReply reply, String host) implements Outcome {}

    /// The outcome that a reply means.
    static Outcome of(SmtpReply reply, String host) {
        if (reply.isPositive()) {
            return new Delivered(reply, host);
        }
        return reply.isPermanent() ? new Failed(reply, host) : new Deferred(reply, host);
    }
}
