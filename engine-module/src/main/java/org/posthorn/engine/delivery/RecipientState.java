package org.posthorn.engine.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.SmtpReply;

/// How far one recipient of a queued message has come.
///
/// @param attempts made so far
/// @param due when the next attempt is to be made; meaningless unless pending
/// @param lastReply of the last attempt, if one was made
/// @param log the last [#LOGGED] attempts, oldest first
public record RecipientState(
        String address, Status status, int attempts, Instant due, Optional<SmtpReply> lastReply, List<Attempt> log) {
    /// Attempts that are remembered.
    public static final int LOGGED = 20;

    /// The states of a recipient; only `PENDING` is ever left.
    public enum Status {
        PENDING,
        DELIVERED,
        BOUNCED
    }

    public RecipientState {
        log = List.copyOf(log);
    }

    public RecipientState(String address, Status status, int attempts, Instant due, Optional<SmtpReply> lastReply) {
        this(address, status, attempts, due, lastReply, List.of());
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

    /// The same, due at another time, without an attempt.
    public RecipientState dueAt(Instant time) {
        return new RecipientState(address, status, attempts, time, lastReply, log);
    }

    /// The same, with the clock set from one time to another: due as much later than it as before.
    RecipientState retimed(Instant from, Instant to) {
        if (!isPending()) {
            return this;
        }
        if (due.isAfter(from)) {
            return dueAt(due.plus(Duration.between(from, to)));
        }
        return due.isAfter(to) ? dueAt(to) : this;
    }

    /// The state after one more attempt.
    ///
    /// @param reply what it came to, for the reader; usually the attempt's own
    RecipientState after(Attempt attempt, Status next, Instant nextDue, SmtpReply reply) {
        List<Attempt> longer = new ArrayList<>(log.size() < LOGGED ? log : log.subList(1, log.size()));
        longer.add(attempt);
        return new RecipientState(address, next, attempts + 1, nextDue, Optional.of(reply), longer);
    }
}
