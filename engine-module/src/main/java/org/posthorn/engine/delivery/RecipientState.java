package org.posthorn.engine.delivery;

import java.time.Instant;
import java.util.Optional;
import org.posthorn.engine.mail.SmtpReply;

/// How far one recipient of a queued message has come.
///
/// @param attempts made so far
/// @param due when the next attempt is to be made; meaningless unless pending
/// @param lastReply of the last attempt, if one was made
public record RecipientState(String address, Status status, int attempts, Instant due, Optional<SmtpReply> lastReply) {
    /// The states of a recipient; only `PENDING` is ever left.
    public enum Status {
        PENDING,
        DELIVERED,
        BOUNCED
    }

    /// A recipient that was never tried.
    public static RecipientState fresh(String address, Instant due) {
        return new RecipientState(address, Status.PENDING, 0, due, Optional.empty());
    }

    public boolean isPending() {
        return status == Status.PENDING;
    }

    public boolean isDue(Instant now) {
        return isPending() && !due.isAfter(now);
    }
}
