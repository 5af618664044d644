package org.posthorn.engine.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.bounce.BounceClass;
import org.posthorn.engine.bounce.Phase;
import org.posthorn.engine.bounce.Reason;
import org.posthorn.engine.event.Evidence;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.engine.mail.SmtpReply;

/// What the outcomes of an attempt mean: the next state of every recipient, and the events that tell of it.
///
/// @param peers who replied for an address
record Settlement(Lease lease, List<RecipientState> states, List<MailEvent> events, Map<String, Peer> peers) {

    /// The same attempt, of which nothing was written.
    Settlement unrecorded() {
        return new Settlement(lease, List.of(), List.of(), Map.of());
    }

    /// Pure rules: outcome, attempts and age in, states and events out.
    ///
    /// | outcome | age | state | event |
    /// |---|---|---|---|
    /// | delivered | any | DELIVERED | Delivery |
    /// | failed | any | BOUNCED | Bounce; Complaint when the account's list says so |
    /// | deferred, or none given | below expiry | PENDING, due by the schedule | DeliveryDelay at the first time |
    /// | deferred, or none given | at expiry | BOUNCED | Bounce with 5.4.7's text |
    record Maker(RetrySchedule schedule, String reportingMta) {
        private static final int HEADER_CHARS = 10_240;
        private static final SmtpReply DROPPED = SmtpReply.of(554, "5.0.0 Taken out of the queue by the operator");
        private static final SmtpReply NO_OUTCOME = SmtpReply.of(451, "4.4.0 No reply for this recipient");

        Settlement of(Lease lease, Map<String, Outcome> outcomes, Instant now) {
            Instant expiry = schedule.expiry(lease.mail().acceptedAt());
            List<RecipientState> states = new ArrayList<>();
            Map<SmtpReply, List<String>> delivered = new LinkedHashMap<>();
            Map<BounceClass, List<MailEvent.BouncedRecipient>> bounced = new LinkedHashMap<>();
            List<String> complained = new ArrayList<>();
            List<MailEvent.DelayedRecipient> delayed = new ArrayList<>();
            String delayType = "General";
            Map<String, Peer> peers = new LinkedHashMap<>();
            for (RecipientState before : lease.recipients()) {
                String address = before.address();
                Outcome outcome = outcomes.getOrDefault(address, new Outcome.Deferred(NO_OUTCOME, Peer.NONE));
                peers.put(address, outcome.peer());
                SmtpReply reply = outcome.reply();
                Attempt attempt =
                        new Attempt(now, outcome.peer().host(), outcome.peer().tls(), reply, spokenAt(outcome));
                switch (outcome) {
                    case Outcome.Delivered d -> {
                        states.add(before.after(attempt, RecipientState.Status.DELIVERED, now, reply));
                        delivered.computeIfAbsent(reply, r -> new ArrayList<>()).add(address);
                    }
                    case Outcome.Failed f -> {
                        states.add(before.after(attempt, RecipientState.Status.BOUNCED, now, reply));
                        if (reply.equals(BounceClass.COMPLAINED_TO_ACCOUNT)) {
                            complained.add(address);
                        } else {
                            bounce(bounced, f, f.reason(), address, reply);
                        }
                    }
                    case Outcome.Deferred d -> {
                        if (now.isBefore(expiry)) {
                            states.add(before.after(
                                    attempt, RecipientState.Status.PENDING, next(before, expiry, now), reply));
                            if (before.attempts() == 0) {
                                delayType = delayType(d);
                                delayed.add(new MailEvent.DelayedRecipient(
                                        address, reply.statusOrDefault(), "smtp; " + reply));
                            }
                        } else {
                            SmtpReply expired = expired(reply);
                            states.add(before.after(attempt, RecipientState.Status.BOUNCED, now, expired));
                            bounce(bounced, d, expiredFor(d), address, expired);
                        }
                    }
                }
            }
            List<MailEvent> events = new ArrayList<>();
            addDeliveries(events, lease, delivered, peers, now);
            addBounces(events, lease, bounced, now);
            if (!complained.isEmpty()) {
                events.add(suppressedComplaint(lease, complained, now));
            }
            if (!delayed.isEmpty()) {
                events.add(
                        new MailEvent.DeliveryDelay(lease.mail().id(), now, delayType, expiry, delayed, reportingMta));
            }
            return new Settlement(lease, states, events, peers);
        }

        private Instant next(RecipientState before, Instant expiry, Instant now) {
            Instant next = schedule.next(before.attempts() + 1, now);
            // One last attempt at the expiry itself.
            return next.isAfter(expiry) ? expiry : next;
        }

        /// SES's words for why a delivery is late (Developer Guide, "DeliveryDelay object").
        private static String delayType(Outcome.Deferred outcome) {
            if (outcome.unreachable()) {
                return "TransientCommunicationFailure";
            }
            EnhancedStatus status = outcome.reply().statusOrDefault();
            return status.subject() == 2 && status.detail() == 2 ? "MailboxFull" : "General";
        }

        /// What the operator's word ends: a bounce, so that the sender hears of it.
        Settlement dropped(Lease lease, Instant now) {
            Map<String, Outcome> outcomes = new LinkedHashMap<>();
            lease.addresses().forEach(address -> outcomes.put(address, new Outcome.Failed(DROPPED, Peer.NONE)));
            return of(lease, outcomes, now);
        }

        /// RFC 3463 §3.5: X.4.7, delivery time expired.
        private static SmtpReply expired(SmtpReply last) {
            return new SmtpReply(
                    554, Optional.of(new EnhancedStatus(5, 4, 7)), "Delivery expired (message too old) '" + last + "'");
        }

        private static void bounce(
                Map<BounceClass, List<MailEvent.BouncedRecipient>> bounced,
                Outcome outcome,
                Reason reason,
                String address,
                SmtpReply reply) {
            bounced.computeIfAbsent(reason.bounceClass(), k -> new ArrayList<>())
                    .add(new MailEvent.BouncedRecipient(
                            address,
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

        private void addDeliveries(
                List<MailEvent> events,
                Lease lease,
                Map<SmtpReply, List<String>> delivered,
                Map<String, Peer> peers,
                Instant now) {
            delivered.forEach((reply, addresses) -> events.add(new MailEvent.Delivery(
                    lease.mail().id(),
                    now,
                    List.copyOf(addresses),
                    Duration.between(lease.mail().acceptedAt(), now).toMillis(),
                    reply.toString(),
                    reportingMta,
                    Optional.of(peer(peers, addresses).host()).filter(host -> !host.isEmpty()),
                    Optional.of(peer(peers, addresses).tls()).filter(tls -> !tls.isEmpty()))));
        }

        private static MailEvent suppressedComplaint(Lease lease, List<String> addresses, Instant now) {
            return new MailEvent.Complaint(
                    lease.mail().id(),
                    now,
                    List.copyOf(addresses),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of("OnAccountSuppressionList"),
                    lease.content().headerSection(HEADER_CHARS),
                    Optional.of(Evidence.DIALOGUE));
        }

        private static Peer peer(Map<String, Peer> peers, List<String> addresses) {
            return peers.getOrDefault(addresses.getFirst(), Peer.NONE);
        }

        private void addBounces(
                List<MailEvent> events,
                Lease lease,
                Map<BounceClass, List<MailEvent.BouncedRecipient>> bounced,
                Instant now) {
            bounced.forEach((kind, recipients) -> events.add(new MailEvent.Bounce(
                    lease.mail().id(),
                    now,
                    kind.type(),
                    kind.subType(),
                    List.copyOf(recipients),
                    "dns; " + (kind.isSuppressed() ? BounceClass.SUPPRESSING_HOST : reportingMta),
                    Optional.empty(),
                    lease.content().headerSection(HEADER_CHARS),
                    Optional.of(Evidence.DIALOGUE))));
        }
    }
}
