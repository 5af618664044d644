package org.posthorn.engine.delivery;

import java.time.Instant;
import java.util.Optional;
import org.posthorn.engine.bounce.BounceClass;
import org.posthorn.engine.bounce.Phase;
import org.posthorn.engine.bounce.Reason;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.engine.mail.SmtpReply;

/// What an attempt came to for one recipient, by the table of [Settlement.Maker]: where the recipient stands now, and
/// what the sender is to be told of it.
sealed interface Fate {
    RecipientState state();

    /// The next hop has it.
    record Delivered(RecipientState state) implements Fate {}

    /// Over: refused, or too old.
    record Bounced(RecipientState state, BounceClass kind, MailEvent.BouncedRecipient told) implements Fate {}

    /// Over, since the account's list says that the recipient complained once.
    record Complained(RecipientState state) implements Fate {}

    /// To be tried again.
    ///
    /// @param delayType in SES's words, when this is the first time; of later ones nothing is told
    record Deferred(RecipientState state, Optional<String> delayType) implements Fate {}

    /// What holds for all recipients of an attempt.
    ///
    /// @param expiry when the message is given up
    /// @param now when the attempt ended
    /// @param kept whether what fails waits for the operator, since nobody can be told
    record Terms(RetrySchedule schedule, Instant expiry, Instant now, boolean kept) {
        boolean isExpired() {
            return !now.isBefore(expiry);
        }

        /// When the next attempt is to be made; the last one is at the expiry itself.
        Instant next(int attempts) {
            Instant next = schedule.next(attempts, now);
            return next.isAfter(expiry) ? expiry : next;
        }
    }

    static Fate of(RecipientState before, Outcome outcome, Terms terms) {
        return switch (outcome) {
            case Outcome.Delivered delivered -> delivered(before, delivered, terms);
            case Outcome.Failed failed -> terms.kept() ? kept(before, failed, terms) : failed(before, failed, terms);
            case Outcome.Deferred deferred ->
                terms.isExpired() ? expired(before, deferred, terms) : deferred(before, deferred, terms);
        };
    }

    private static Fate delivered(RecipientState before, Outcome.Delivered outcome, Terms terms) {
        return new Delivered(ended(before, RecipientState.Status.DELIVERED, outcome, outcome.reply(), terms));
    }

    private static Fate failed(RecipientState before, Outcome.Failed outcome, Terms terms) {
        RecipientState after = ended(before, RecipientState.Status.BOUNCED, outcome, outcome.reply(), terms);
        return outcome.reply().equals(BounceClass.COMPLAINED_TO_ACCOUNT)
                ? new Complained(after)
                : bounced(after, outcome, outcome.reason(), outcome.reply());
    }

    private static Fate deferred(RecipientState before, Outcome.Deferred outcome, Terms terms) {
        Instant due = terms.next(before.attempts() + 1);
        return new Deferred(
                before.after(attempt(outcome, terms), RecipientState.Status.PENDING, due, outcome.reply()),
                before.attempts() == 0 ? Optional.of(delayType(outcome, outcome.unreachable())) : Optional.empty());
    }

    /// A rule may be mended, and then it goes on.
    private static Fate kept(RecipientState before, Outcome.Failed outcome, Terms terms) {
        Instant due = terms.schedule().nextOfKept(terms.now());
        return new Deferred(
                before.after(attempt(outcome, terms), RecipientState.Status.PENDING, due, outcome.reply()),
                before.attempts() == 0 ? Optional.of(delayType(outcome, false)) : Optional.empty());
    }

    private static Fate expired(RecipientState before, Outcome.Deferred outcome, Terms terms) {
        // RFC 3463 §3.5: X.4.7, delivery time expired.
        SmtpReply reply = new SmtpReply(
                554,
                Optional.of(new EnhancedStatus(5, 4, 7)),
                "Delivery expired (message too old) '" + outcome.reply() + "'");
        RecipientState after = ended(before, RecipientState.Status.BOUNCED, outcome, reply, terms);
        return bounced(after, outcome, expiredFor(outcome), reply);
    }

    private static RecipientState ended(
            RecipientState before, RecipientState.Status status, Outcome outcome, SmtpReply reply, Terms terms) {
        return before.after(attempt(outcome, terms), status, terms.now(), reply);
    }

    private static Attempt attempt(Outcome outcome, Terms terms) {
        return new Attempt(
                terms.now(), outcome.peer().host(), outcome.peer().tls(), outcome.reply(), spokenAt(outcome));
    }

    private static Bounced bounced(RecipientState after, Outcome outcome, Reason reason, SmtpReply reply) {
        return new Bounced(
                after,
                reason.bounceClass(),
                new MailEvent.BouncedRecipient(
                        after.address(),
                        "failed",
                        reply.statusOrDefault(),
                        "smtp; " + reply,
                        isRefusal(outcome),
                        Optional.of(reason),
                        spokenAt(outcome)));
    }

    private static Optional<Phase> spokenAt(Outcome outcome) {
        return Optional.of(outcome.phase()).filter(phase -> phase != Phase.UNKNOWN);
    }

    /// Why it was not taken in all that time; that time is over when nothing more is known.
    private static Reason expiredFor(Outcome.Deferred last) {
        Reason reason = last.reason();
        return reason == Reason.TEMPORARY || reason == Reason.UNDETERMINED ? Reason.EXPIRED : reason;
    }

    /// Whether a host told us so for good: neither the operator's word, nor the DNS, nor a list of ours.
    private static boolean isRefusal(Outcome outcome) {
        return outcome instanceof Outcome.Failed && outcome.phase() != Phase.UNKNOWN;
    }

    /// SES's words for why a delivery is late (Developer Guide, "DeliveryDelay object").
    private static String delayType(Outcome outcome, boolean unreachable) {
        if (unreachable) {
            return "TransientCommunicationFailure";
        }
        EnhancedStatus status = outcome.reply().statusOrDefault();
        return status.subject() == 2 && status.detail() == 2 ? "MailboxFull" : "General";
    }
}
