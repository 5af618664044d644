package org.posthorn.engine.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.SmtpReply;

/// What the outcomes of an attempt mean: the next state of every recipient of the lease, in its order, and the events
/// that tell of it.
record Settlement(Lease lease, List<RecipientState> states, List<MailEvent> events) {

    /// The same attempt, of which nothing was written.
    Settlement unrecorded() {
        return new Settlement(lease, List.of(), List.of());
    }

    /// Pure rules: outcome, attempts and age in, states and events out. [Fate] has a function for each outcome,
    /// [Telling] makes the events.
    ///
    /// | outcome | age | state | last reply | event |
    /// |---|---|---|---|---|
    /// | delivered | any | DELIVERED | the peer's | Delivery, one for each reply |
    /// | failed | any | BOUNCED | the peer's, or ours | Bounce, one for each type and subtype |
    /// | failed, of a received message whose sender can't be told | any | PENDING, due after the schedule's last wait |
    /// the peer's, or ours | DeliveryDelay when it is the first time |
    /// | failed, since the account's list has it as a complaint | any | BOUNCED | ours | Complaint |
    /// | deferred for the first time | below expiry | PENDING, due by the schedule | the peer's, or ours |
    /// DeliveryDelay, one for each type |
    /// | deferred again | below expiry | PENDING, due by the schedule | the peer's, or ours | none |
    /// | deferred | at expiry | BOUNCED | 554 5.4.7 with the last one | Bounce |
    /// | none given | as deferred | as deferred | 451 4.4.0 | as deferred |
    /// | dropped by the operator | any | BOUNCED | 554 5.0.0 | Bounce |
    ///
    /// No wait goes beyond the expiry: the last attempt is made right then. Every row counts as one more attempt.
    record Maker(RetrySchedule schedule, String reportingMta) {
        private static final SmtpReply DROPPED = SmtpReply.of(554, "5.0.0 Taken out of the queue by the operator");
        private static final SmtpReply NO_OUTCOME = SmtpReply.of(451, "4.4.0 No reply for this recipient");

        Settlement of(Lease lease, Map<String, Outcome> outcomes, Instant now) {
            return of(lease, outcomes, now, lease.mail().isUnanswerable());
        }

        private Settlement of(Lease lease, Map<String, Outcome> outcomes, Instant now, boolean kept) {
            Fate.Terms terms = new Fate.Terms(schedule, schedule.expiry(lease.mail()), now, kept);
            List<RecipientState> states = new ArrayList<>(lease.recipients().size());
            Telling telling = new Telling(lease, terms, reportingMta);
            for (RecipientState before : lease.recipients()) {
                Outcome outcome = outcomes.get(before.address());
                Fate fate =
                        Fate.of(before, outcome == null ? new Outcome.Deferred(NO_OUTCOME, Peer.NONE) : outcome, terms);
                states.add(fate.state());
                telling.add(fate);
            }
            if (lease.mail().kind() == MailKind.RECEIVED) {
                keepTogether(states);
            }
            return new Settlement(lease, states, telling.events());
        }

        /// Its rules act for all recipients at once, and what was done of them is noted for all: so the jitter of waits
        /// must not part them.
        private static void keepTogether(List<RecipientState> states) {
            states.stream()
                    .filter(RecipientState::isPending)
                    .map(RecipientState::due)
                    .min(Comparator.naturalOrder())
                    .ifPresent(due -> states.replaceAll(state -> state.isPending() ? state.dueAt(due) : state));
        }

        /// What the operator's word ends, kept or not: a bounce, so that a sender who can hear of it does.
        Settlement dropped(Lease lease, Instant now) {
            Outcome dropped = new Outcome.Failed(DROPPED, Peer.NONE);
            return of(
                    lease,
                    lease.addresses().stream().collect(Collectors.toMap(address -> address, address -> dropped)),
                    now,
                    false);
        }
    }
}
