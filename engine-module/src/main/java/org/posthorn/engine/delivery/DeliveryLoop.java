package org.posthorn.engine.delivery;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.posthorn.engine.mail.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes what is due from the queue, hands it to the relay and settles the outcomes: one virtual thread per lease, and
/// no
/// more leases than there are delivery slots.
///
/// A crash at any step leaves the message due again, since only `settle` changes what is stored.
public final class DeliveryLoop {
    private static final Logger log = LoggerFactory.getLogger(DeliveryLoop.class);
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration AFTER_FAULT = Duration.ofMinutes(1);
    private static final Duration AFTER_QUEUE_FAULT = Duration.ofSeconds(1);
    private static final Duration FIRST_SETTLE_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_SETTLE_PAUSE = Duration.ofSeconds(8);
    private static final int BATCH = 64;

    private final MailQueue queue;
    private final Relay relay;
    private final Settlement.Maker settlements;
    private final InstantSource clock;
    private final int slots;
    private final Semaphore free;
    // Not the slots taken: the dispatcher holds free ones while it waits for mail.
    private final AtomicInteger active = new AtomicInteger();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder deferred = new LongAdder();
    private final LongAdder bounced = new LongAdder();
    private volatile boolean stopping;
    private final Thread dispatcher;

    /// @param slots most deliveries at a time
    /// @param reportingMta our host name, for events
    public DeliveryLoop(
            MailQueue queue, Relay relay, RetrySchedule schedule, InstantSource clock, int slots, String reportingMta) {
        this.queue = queue;
        this.relay = relay;
        this.settlements = new Settlement.Maker(schedule, reportingMta);
        this.clock = clock;
        this.slots = slots;
        this.free = new Semaphore(slots);
        this.dispatcher = Thread.ofPlatform().name("delivery").unstarted(this::dispatch);
    }

    public void start() {
        dispatcher.start();
    }

    /// Takes no more leases, and waits for the deliveries under way.
    ///
    /// @return whether all of them ended in time; the others are due again at the next start
    public boolean stop(Duration patience) throws InterruptedException {
        stopping = true;
        long deadline = System.nanoTime() + patience.toNanos();
        if (dispatcher.getState() != Thread.State.NEW) {
            dispatcher.join(patience);
        }
        return free.tryAcquire(slots, Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /// Deliveries under way.
    public int active() {
        return active.get();
    }

    /// Recipients that ended or were put off since the start.
    public Totals totals() {
        return new Totals(delivered.sum(), deferred.sum(), bounced.sum());
    }

    /// @param deferred attempts, so that one recipient may count several times
    public record Totals(long delivered, long deferred, long bounced) {}

    private void dispatch() {
        try {
            while (!stopping) {
                free.acquire();
                int held = 1;
                while (held < BATCH && free.tryAcquire()) {
                    held++;
                }
                List<Lease> leases = leaseUpTo(held);
                free.release(held - leases.size());
                for (Lease lease : leases) {
                    Thread.ofVirtual().start(() -> attempt(lease));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Lease> leaseUpTo(int max) throws InterruptedException {
        try {
            return queue.lease(max, PATIENCE);
        } catch (RuntimeException e) {
            log.error("lease failed; trying again", e);
            Thread.sleep(AFTER_QUEUE_FAULT);
            return List.of();
        }
    }

    private void attempt(Lease lease) {
        active.incrementAndGet();
        try {
            Settlement settlement = settlements.of(lease, deliver(lease), clock.instant());
            if (settle(settlement)) {
                report(settlement);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error(
                    "message={} attempt failed; its recipients will be tried again",
                    lease.mail().id(),
                    e);
            queue.release(lease, clock.instant().plus(AFTER_FAULT));
        } finally {
            active.decrementAndGet();
            free.release();
        }
    }

    /// Records the outcomes, again and again while the store can't write: mail that the next hop took would otherwise
    /// be sent
    /// again. The slot stays taken meanwhile, so that no more goes out than can be recorded.
    ///
    /// @return false when the stop came first; the message is then due at the next start
    private boolean settle(Settlement settlement) throws InterruptedException {
        Duration pause = FIRST_SETTLE_PAUSE;
        while (true) {
            try {
                queue.settle(settlement.lease(), settlement.states(), settlement.events());
                return true;
            } catch (UncheckedIOException e) {
                log.error(
                        "message={} outcome not recorded; trying again",
                        settlement.lease().mail().id(),
                        e);
            }
            if (stopping) {
                return false;
            }
            Thread.sleep(pause);
            pause = pause.compareTo(LONGEST_SETTLE_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
        }
    }

    private Map<String, Outcome> deliver(Lease lease) {
        try {
            return relay.deliver(lease);
        } catch (RuntimeException e) {
            // Never bounce on a fault of ours.
            log.error("message={} delivery failed", lease.mail().id(), e);
            SmtpReply reply = SmtpReply.of(451, "4.3.0 Internal error, will try again");
            return lease.addresses().stream()
                    .collect(Collectors.toMap(address -> address, address -> new Outcome.Deferred(reply, Peer.NONE)));
        }
    }

    private void report(Settlement settlement) {
        Lease lease = settlement.lease();
        Instant now = clock.instant();
        for (RecipientState state : settlement.states()) {
            switch (state.status()) {
                case DELIVERED -> delivered.increment();
                case PENDING -> deferred.increment();
                case BOUNCED -> bounced.increment();
            }
            log.info(
                    "message={} recipient={} outcome={} reply=\"{}\" host={} attempt={} age_ms={}{}",
                    lease.mail().id(),
                    state.address(),
                    state.isPending()
                            ? "deferred"
                            : state.status() == RecipientState.Status.DELIVERED ? "delivered" : "bounced",
                    state.lastReply().map(SmtpReply::toString).orElse(""),
                    settlement.hosts().getOrDefault(state.address(), ""),
                    state.attempts(),
                    Duration.between(lease.mail().acceptedAt(), now).toMillis(),
                    state.isPending() ? " next=" + state.due() : "");
        }
    }
}
