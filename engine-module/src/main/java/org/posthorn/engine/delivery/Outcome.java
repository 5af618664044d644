package org.posthorn.engine.delivery;

import org.posthorn.engine.bounce.Phase;
import org.posthorn.engine.bounce.Reason;
import org.posthorn.engine.bounce.Reasons;
import org.posthorn.engine.bounce.Said;
import org.posthorn.engine.mail.SmtpReply;

/// What one attempt did for one recipient.
public sealed interface Outcome {
    SmtpReply reply();

    /// Who replied.
    Peer peer();

    /// Where in the dialogue; [Phase#UNKNOWN] for words of our own.
    Phase phase();

    /// The next hop has taken responsibility.
    record Delivered(SmtpReply reply, Peer peer) implements Outcome {
        @Override
        public Phase phase() {
            return Phase.END_OF_DATA;
        }
    }

    /// Not now: a 4yz, a connection that failed, or anything unclear.
    ///
    /// @param unreachable no host of the destination could be used: no fault of the message, and others need not try
    /// @param ofTheRelay a relay of ours refuses us, whatever we send: somebody must mend the set-up
    record Deferred(SmtpReply reply, Peer peer, boolean unreachable, Phase phase, boolean ofTheRelay)
            implements Outcome {
        public Deferred(SmtpReply reply, Peer peer) {
            this(reply, peer, false);
        }

        public Deferred(SmtpReply reply, Peer peer, boolean unreachable) {
            this(reply, peer, unreachable, Phase.UNKNOWN, false);
        }

        @Override
        public Deferred byRelay() {
            return refusesUs(this) ? new Deferred(reply, peer, unreachable, phase, true) : this;
        }
    }

    /// Never: a clear 5yz.
    record Failed(SmtpReply reply, Peer peer, Phase phase) implements Outcome {
        public Failed(SmtpReply reply, Peer peer) {
            this(reply, peer, Phase.UNKNOWN);
        }

        @Override
        public Outcome byRelay() {
            return refusesUs(this) ? new Deferred(reply, peer, false, phase, true) : this;
        }
    }

    /// What the reply means.
    default Reason reason() {
        return Reasons.judge(Said.in(phase(), reply()));
    }

    /// The same, said by a relay that the operator has set: when it refuses us or the sender, and not the recipient or
    /// the message, then no mail is to be lost for it.
    default Outcome byRelay() {
        return this;
    }

    private static boolean refusesUs(Outcome outcome) {
        return switch (outcome.reason()) {
            case RELAY_REFUSED, SENDER_REFUSED -> true;
            // No handshake with the relay; not that it found none on a recipient's way.
            case TLS ->
                outcome.phase() == Phase.AUTH
                        || (outcome.phase() == Phase.MAIL && outcome.reply().isPermanent())
                        || (outcome instanceof Deferred deferred && deferred.unreachable());
            case TOO_LARGE, CONTENT, SPAM, ATTACHMENT, VIRUS, TOO_MANY_RECIPIENTS -> false;
            default ->
                outcome.phase() == Phase.AUTH
                        || (outcome.phase() == Phase.MAIL && outcome.reply().isPermanent());
        };
    }

    /// The outcome that a reply means.
    static Outcome of(SmtpReply reply, Peer peer, Phase phase) {
        if (reply.isPositive()) {
            return new Delivered(reply, peer);
        }
        return reply.isPermanent() ? new Failed(reply, peer, phase) : new Deferred(reply, peer, false, phase, false);
    }
}
