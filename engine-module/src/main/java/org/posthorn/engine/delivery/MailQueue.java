package org.posthorn.engine.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;

/// What is to be delivered, and when. Safe for use by many threads.
///
/// A message is submitted once, then leased and settled until no recipient is pending; then its content is removed and
/// its record becomes history. A lease that is neither settled nor released ends with the process that holds it (or by
/// expiry, where several machines share the queue): the message is then simply due again, so delivery is at least once.
public interface MailQueue {
    /// Stores the message and its Send event. On disk when this returns.
    ///
    /// @param counted recipients that count against the 24-hour quota
    /// @throws IntakeRefusedException when the queue is full, the account has its share of it ([QueueRoom]), or the
    /// store
    ///     can't take more
    void submit(Submission submission, int counted);

    /// Keeps a message that ended before there was anything to deliver, as history, with the events that tell of it. On
    /// disk when this returns.
    ///
    /// @throws IntakeRefusedException when the store can't take more
    void recordEnded(Mail mail, List<? extends MailEvent> events);

    /// Leases up to `max` messages that are due: accounts take turns, and each account's longest due comes first. Waits
    /// at most `patience` for the first one; empty when none became due.
    List<Lease> lease(int max, Duration patience) throws InterruptedException;

    /// Ends the wait in [#lease(int, Duration)] that is under way, or else the next one, before it begins: whoever
    /// leases may have to stop.
    void wake();

    /// Leases all pending recipients of those of these messages that wait, whether they are due or not. One that does
    /// not exist, has ended, or is leased is left out. Takes time for all that wait, so ask for many at once.
    List<Lease> lease(Set<MessageId> ids);

    /// The same for one message.
    default Optional<Lease> lease(MessageId id) {
        return lease(Set.of(id)).stream().findFirst();
    }

    /// Records what became of the recipients of a lease, or of a part of one, with the events that tell of it, in one
    /// batch. The message is given back with the last of them.
    /// Written but not necessarily synced when this returns: a power failure may repeat the attempt, never lose the
    /// message.
    void settle(Lease lease, List<RecipientState> states, List<? extends MailEvent> events);

    /// Gives a lease, or a part of one, back without an attempt; its recipients are due at this time, or as they were
    /// before when the process ends or the clock is set. Nothing is written.
    void release(Lease lease, Instant due);

    /// Frees the memory that a whole lease takes, and keeps the message leased: its destination is busy.
    Parked park(Lease lease);

    /// The lease again; empty when the record turned out to be unreadable and was set aside.
    Optional<Lease> resume(Parked parked);

    /// A lease without its message.
    interface Parked {
        MessageId id();

        /// Whose message it is.
        String accountId();
    }

    /// The wall clock was set from one time to another: what waits for a later time keeps its remaining wait, and
    /// what was due stays due. Messages that are leased come back with the new times. Takes a read and a write for
    /// each message that moves; written but not necessarily synced when this returns.
    void retime(Instant from, Instant to);

    /// The record of a message, pending or kept as history.
    Optional<QueuedMessage> find(MessageId id);

    /// Up to `max` records of pending messages, oldest first, behind `after` when given.
    List<QueuedMessage> list(Optional<MessageId> after, int max);

    /// Up to `max` records of an account's pending messages, newest first, older than `before` when given. Takes a read
    /// for each and a walk in memory over what the account has queued, however much others have. A message that changes
    /// hands at this moment may be missing.
    List<QueuedMessage> pendingOf(String accountId, Optional<MessageId> before, int max);

    Depth depth();

    /// Accounts that have messages here or were refused since the start: those with the most messages first, up to
    /// `max`.
    List<AccountDepth> accounts(int max);

    /// How much the queue holds.
    ///
    /// @param queued messages with a pending recipient, leased ones included
    /// @param leased messages being delivered now, or about to be
    /// @param setAside records that could not be read and were put apart
    record Depth(long queued, long leased, long setAside) {}

    /// How much of the queue is an account's.
    ///
    /// @param queued as in [Depth]
    /// @param refused messages that found no room, since the start
    record AccountDepth(String accountId, long queued, long refused) {}
}
