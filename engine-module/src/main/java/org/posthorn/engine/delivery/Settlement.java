package org.posthorn.engine.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.event.BounceClass;
import org.posthorn.engine.event.BounceSubType;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.engine.mail.SmtpReply;

/// What the outcomes of an attempt mean: the next state of every recipient, and the events that tell of it.
///
/// @param hosts which host replied for an address
record Settlement(Lease lease, List<RecipientState> states, List<MailEvent> events, Map<String, String> hosts) {

    /// Pure rules: outcome, attempts and age in, states and events out.
    ///
    /// | outcome | age | state | event |
    /// |---|---|---|---|
    /// | delivered | any | DELIVERED | Delivery |
    /// | failed | any | BOUNCED | Bounce |
    /// | deferred, or none given | below expiry | PENDING, due by the schedule | DeliveryDelay at the first time |
    /// | deferred, or none given | at expiry | BOUNCED | Bounce with 5.4.7's text |
    record Maker(RetrySchedule schedule, String reportingMta) {
        private static final int HEADER_CHARS = 10_240;
        private static final SmtpReply NO_OUTCOME = SmtpReply.of(451, "4.4.0 No reply for this recipient");

        Settlement of(Lease lease, Map<String, Outcome> outcomes, Instant now) {
            Instant expiry = schedule.expiry(lease.mail().acceptedAt());
            List<RecipientState> states = new ArrayList<>();
            Map<SmtpReply, List<String>> delivered = new LinkedHashMap<>();
            Map<BounceClass, List<MailEvent.BouncedRecipient>> bounced = new LinkedHashMap<>();
            List<MailEvent.DelayedRecipient> delayed = new ArrayList<>();
            Map<String, String> hosts = new LinkedHashMap<>();
            for (RecipientState before : lease.recipients()) {
                String address = before.address();
                Outcome outcome = outcomes.getOrDefault(address, new Outcome.Deferred(NO_OUTCOME, Peer.NONE));
                hosts.put(address, outcome.peer().host());
                int attempts = before.attempts() + 1;
                SmtpReply reply = outcome.reply();
                switch (outcome) {
                    case Outcome.Delivered d -> {
                        states.add(ended(before, RecipientState.Status.DELIVERED, attempts, now, reply));
                        delivered.computeIfAbsent(reply, r -> new ArrayList<>()).add(address);
                    }
                    case Outcome.Failed f -> {
                        states.add(ended(before, RecipientState.Status.BOUNCED, attempts, now, reply));
                        bounce(bounced, BounceClass.of(reply), address, reply);
                    }
                    case Outcome.Deferred d -> {
                        if (now.isBefore(expiry)) {
                            states.add(putOff(before, attempts, expiry, now, reply));
                            if (before.attempts() == 0) {
                                delayed.add(new MailEvent.DelayedRecipient(
                                        address, reply.statusOrDefault(), "smtp; " + reply));
                            }
                        } else {
                            SmtpReply expired = expired(reply);
                            states.add(ended(before, RecipientState.Status.BOUNCED, attempts, now, expired));
                            bounce(bounced, BounceClass.of(reply), address, expired);
                        }
                    }
                }
            }
            List<MailEvent> events = new ArrayList<>();
            addDeliveries(events, lease, delivered, hosts, now);
            addBounces(events, lease, bounced, now);
            if (!delayed.isEmpty()) {
                events.add(
                        new MailEvent.DeliveryDelay(lease.mail().id(), now, "General", expiry, delayed, reportingMta));
            }
            return new Settlement(lease, states, events, hosts);
        }

        private RecipientState putOff(
                RecipientState before, int attempts, Instant expiry, Instant now, SmtpReply reply) {
            Instant next = schedule.next(attempts, now);
            // One last attempt at the expiry itself.
            Instant due = next.isAfter(expiry) ? expiry : next;
            return new RecipientState(
                    before.address(), RecipientState.Status.PENDING, attempts, due, Optional.of(reply));
        }

        private static RecipientState ended(
                RecipientState before, RecipientState.Status status, int attempts, Instant now, SmtpReply reply) {
            return new RecipientState(before.address(), status, attempts, now, Optional.of(reply));
        }

        /// RFC 3463 §3.5: X.4.7, delivery time expired.
        private static SmtpReply expired(SmtpReply last) {
            return new SmtpReply(
                    554, Optional.of(new EnhancedStatus(5, 4, 7)), "Delivery expired (message too old) '" + last + "'");
        }

        private static void bounce(
                Map<BounceClass, List<MailEvent.BouncedRecipient>> bounced,
                BounceClass kind,
                String address,
                SmtpReply reply) {
            bounced.computeIfAbsent(kind, k -> new ArrayList<>())
                    .add(new MailEvent.BouncedRecipient(address, "failed", reply.statusOrDefault(), "smtp; " + reply));
        }

        private void addDeliveries(
                List<MailEvent> events,
                Lease lease,
                Map<SmtpReply, List<String>> delivered,
                Map<String, String> hosts,
                Instant now) {
            delivered.forEach((reply, addresses) -> events.add(new MailEvent.Delivery(
                    lease.mail().id(),
                    now,
                    List.copyOf(addresses),
                    Duration.between(lease.mail().acceptedAt(), now).toMillis(),
                    reply.toString(),
                    reportingMta,
                    Optional.ofNullable(hosts.get(addresses.getFirst())).filter(host -> !host.isEmpty()))));
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
                    "dns; "
                            + (kind.subType() == BounceSubType.Suppressed
                                    ? BounceClass.SUPPRESSING_HOST
                                    : reportingMta),
                    Optional.empty(),
                    lease.content().headerSection(HEADER_CHARS))));
        }
    }
}
