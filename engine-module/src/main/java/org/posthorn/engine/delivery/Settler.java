package org.posthorn.engine.delivery;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.posthorn.engine.bounce.Reason;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records what attempts came to, and tells the log.
final class Settler {
    private static final Logger log = LoggerFactory.getLogger(Settler.class);
    private static final String OUTCOME =
            "message={} recipient={} outcome={} reply=\"{}\" host={} tls=\"{}\" attempt={} age_ms={}";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

    private final MailQueue queue;
    private final Settlement.Maker maker;
    private final InstantSource clock;
    private final RelayFaults faults;
    private final Tally sent = new Tally();
    private final Tally received = new Tally();
    private final Map<Reason, LongAdder> reasons = new EnumMap<>(Reason.class);
    private volatile boolean stopping;

    Settler(MailQueue queue, Settlement.Maker maker, RelayFaults faults, InstantSource clock) {
        this.queue = queue;
        this.maker = maker;
        this.faults = faults;
        this.clock = clock;
        for (Reason reason : Reason.values()) {
            reasons.put(reason, new LongAdder());
        }
    }

    /// From now on a store that can't write is not waited for.
    void stop() {
        stopping = true;
    }

    /// Of mail that goes out.
    DeliveryLoop.Totals totals() {
        return sent.totals();
    }

    /// Of mail that came in.
    DeliveryLoop.Totals receivedTotals() {
        return received.totals();
    }

    private static final class Tally {
        private final LongAdder delivered = new LongAdder();
        private final LongAdder deferred = new LongAdder();
        private final LongAdder bounced = new LongAdder();

        DeliveryLoop.Totals totals() {
            return new DeliveryLoop.Totals(delivered.sum(), deferred.sum(), bounced.sum());
        }

        void count(RecipientState state) {
            switch (state.status()) {
                case DELIVERED -> delivered.increment();
                case PENDING -> deferred.increment();
                case BOUNCED -> bounced.increment();
            }
        }
    }

    /// Records the outcomes, again and again while the store can't write: mail that the next hop took would otherwise
    /// be sent again.
    ///
    /// @return what was recorded; without states when the stop came first, and the message is due at the next start
    Settlement settle(Lease lease, Map<String, Outcome> outcomes) throws InterruptedException {
        faults.note(outcomes.values());
        Settlement settlement = maker.of(lease, outcomes, clock.instant());
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                queue.settle(lease, settlement.states(), settlement.events());
                report(settlement);
                return settlement;
            } catch (UncheckedIOException e) {
                log.error(
                        "message={} outcome not recorded; trying again reason=\"{}\"",
                        lease.mail().id(),
                        e.toString());
            }
            if (stopping) {
                return settlement.unrecorded();
            }
            Thread.sleep(pause);
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
        }
    }

    /// Ends a message on the operator's word.
    void drop(Lease lease) {
        Settlement settlement = maker.dropped(lease, clock.instant());
        queue.settle(lease, settlement.states(), settlement.events());
        report(settlement);
    }

    /// Recipients that bounced for this reason.
    long bounced(Reason reason) {
        return Objects.requireNonNull(reasons.get(reason)).sum();
    }

    private void report(Settlement settlement) {
        Tally tally = settlement.lease().mail().kind() == MailKind.RECEIVED ? received : sent;
        settlement.events().stream()
                .filter(event -> tally == sent)
                .filter(MailEvent.Bounce.class::isInstance)
                .flatMap(bounce -> ((MailEvent.Bounce) bounce).recipients().stream())
                .forEach(recipient ->
                        Objects.requireNonNull(reasons.get(recipient.reason())).increment());
        Lease lease = settlement.lease();
        Instant now = clock.instant();
        for (RecipientState state : settlement.states()) {
            tally.count(state);
            Attempt attempt = state.log().getLast();
            log.info(
                    state.isPending() ? OUTCOME + " next={}" : OUTCOME,
                    lease.mail().id(),
                    state.address(),
                    state.isPending()
                            ? "deferred"
                            : state.status() == RecipientState.Status.DELIVERED ? "delivered" : "bounced",
                    state.lastReply().map(SmtpReply::toString).orElse(""),
                    attempt.host(),
                    attempt.tls(),
                    state.attempts(),
                    Duration.between(lease.mail().acceptedAt(), now).toMillis(),
                    state.due());
        }
    }
}
