package org.posthorn.store;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.mail.Submission;

/// A message that is leased, as it was last stored. What a lease changes is changed under its monitor.
final class Held {
    private final Set<String> out = new HashSet<>();
    private QueuedMessage message;
    private Optional<Submission> body;

    Held(QueuedMessage message, List<RecipientState> due, Optional<Submission> body) {
        this.message = message;
        this.body = body;
        due.forEach(state -> out.add(state.address()));
    }

    QueuedMessage message() {
        return message;
    }

    /// The recipients that are neither settled nor released.
    Set<String> out() {
        return out;
    }

    synchronized void retime(Instant from, Instant to) {
        message = message.retimed(from, to, out);
    }

    void settled(Lease lease, QueuedMessage after) {
        message = after;
        out.removeAll(lease.addresses());
    }

    synchronized Optional<Submission> takeBody() {
        Optional<Submission> taken = body;
        body = Optional.empty();
        return taken;
    }
}
