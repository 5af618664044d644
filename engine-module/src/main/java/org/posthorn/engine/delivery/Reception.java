package org.posthorn.engine.delivery;

/// What an attempt says about the destination, whatever it did for the recipients.
enum Reception {
    ACCEPTED,
    /// Refusals that are about recipients or content.
    NEUTRAL,
    /// The fault was ours, and the peer was not asked, or not to its end.
    UNTRIED,
    /// The peer asks for less, or did not answer in time.
    THROTTLED,
    /// No host could be used.
    UNREACHABLE;

    /// RFC 5321 §4.2.3: 421, 450, 451 and 452 may come from load; only when nobody got through do they count, since a
    /// greylisted or full mailbox says nothing of its neighbours.
    static Reception of(Iterable<Outcome> outcomes) {
        Reception reception = NEUTRAL;
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Delivered) {
                return ACCEPTED;
            }
            if (outcome instanceof Outcome.Deferred deferred) {
                if (deferred.unreachable()) {
                    reception = UNREACHABLE;
                } else if (deferred.peer().equals(Peer.NONE)) {
                    // Words of ours: nobody was asked.
                    reception = reception == NEUTRAL ? UNTRIED : reception;
                } else if (reception != UNREACHABLE && isLoad(deferred.reply().code())) {
                    reception = THROTTLED;
                }
            }
        }
        return reception;
    }

    private static boolean isLoad(int code) {
        return code == 421 || (code >= 450 && code <= 452);
    }
}
