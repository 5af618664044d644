package org.posthorn.engine.event;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Submission;

/// The outbox of events: everything that happened, in one order, until each follower has dealt with it; kept as
/// history after that.
///
/// Followers read after their own position and acknowledge; what they answer with goes into the queue in the same
/// batch, so that a crash between the two neither loses nor doubles it.
public interface EventLog {
    /// Adds events of one message that come from outside the queue (a report). On disk when this returns.
    void append(Mail mail, List<? extends MailEvent> events);

    /// Up to `max` events behind a position, in order. Waits at most `patience` for the first one; empty when none
    /// came.
    List<Entry> readAfter(long position, int max, Duration patience) throws InterruptedException;

    /// The position of the newest event; 0 when there has been none.
    long last();

    /// Looks through what is kept: up to `max` events that happened at this time or later and are wanted, in order.
    /// Takes as long as reading all events since then.
    List<Entry> search(Instant since, Predicate<MailEvent> wanted, int max);

    /// What is kept about a message, an address or an account: the newest day first, and within a day what was written
    /// last. Takes a read for each event that is found and two look-ups for each day that has events, however many
    /// others are kept. Events older than the retention, which are kept for a follower only, are not found.
    ///
    /// About [About.Everything] the newest come first as they were written; it takes a walk back over the log from
    /// where the last page ended, and no index. With [EventQuery#mailOnly] the other events on the way are read too and
    /// left out: for a page of mail two or three for each message, since as a rule a message has so many events.
    ///
    /// @throws org.posthorn.engine.UnavailableException while the index of events that an earlier version left is made,
    ///     about a minute for ten million
    List<Entry> search(EventQuery query);

    /// The position up to which a follower has dealt with everything; 0 for a new follower, which then sees all that is
    /// kept.
    long acknowledged(String follower);

    /// Records that a follower has dealt with everything up to a position, and queues the mail that it made of it, in
    /// one batch. On disk when this returns.
    void acknowledge(String follower, long position, List<Submission> answers);

    /// Forgets a follower that is no more: events are kept for those that are known, however old.
    void forget(String follower);

    /// @param position above 0, growing; gaps are possible
    /// @param mails the messages of the entries that were read with this one
    record Entry(long position, MailEvent event, EventMails mails) {
        /// The message that the event is about, as it was accepted. Empty when it is no longer kept, which is as long
        /// as its events are, for those who are up to date (`store.retention`). The first to ask for a message pays a
        /// read of the store; the others that were read together pay nothing.
        ///
        /// @throws org.posthorn.engine.UnavailableException when the store can't be read
        public Optional<Mail> mail() {
            return mails.of(event.messageId());
        }
    }
}
