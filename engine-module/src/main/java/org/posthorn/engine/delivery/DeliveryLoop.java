package org.posthorn.engine.delivery;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.posthorn.engine.bounce.Reason;
import org.posthorn.engine.delivery.Destination.Part;
import org.posthorn.engine.delivery.Destination.Verdict;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes what is due from the queue, divides it by destination, hands each part to its next hop and settles the
/// outcomes.
///
/// ```
/// queue ──lease──▶ plan (asks DNS) ──▶ ready queue of each destination ──▶ attempt ──▶ settle
///                                            │ full: parked, without its memory
///                                            └ nobody there: deferred at once
/// ```
///
/// Each lease is planned, and each part attempted, on a virtual thread of its own; what a destination may have under
/// way is its [Pace]'s business, so that a slow one holds up nobody else. A crash at any step leaves the message due
/// again, since only `settle` changes what is stored.
public final class DeliveryLoop {
    private static final Logger log = LoggerFactory.getLogger(DeliveryLoop.class);
    private static final Duration PATIENCE = Duration.ofMillis(250);
    private static final Duration AFTER_FAULT = Duration.ofMinutes(1);
    private static final Duration AFTER_QUEUE_FAULT = Duration.ofSeconds(1);
    /// A part of a divided message whose destination is full comes again after this.
    private static final Duration FULL_WAIT = Duration.ofSeconds(5);

    private static final int BATCH = 64;
    /// Leases that are being planned, so may wait for DNS.
    private static final int PLANNING = 512;
    private static final int KIB = 1024;

    private final MailQueue queue;
    private final Relay relay;
    private final RelayFaults relayFaults;
    private final Settler settler;
    private final Destinations destinations;
    private final InstantSource clock;
    private final Signing signing;
    private final AttemptListener listener;
    private final Semaphore planning = new Semaphore(PLANNING);
    private final Slots slots;
    // A quarter of the heap for the content under way, in KiB.
    private final int contentKib =
            (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 4 / KIB);
    private final Semaphore contentRoom = new Semaphore(contentKib);
    private final AtomicInteger active = new AtomicInteger();
    private volatile boolean stopping;
    private final Thread dispatcher;

    public DeliveryLoop(
            MailQueue queue,
            Relay relay,
            DeliveryConfig config,
            PausedDestinations paused,
            Signing signing,
            AttemptListener listener,
            InstantSource clock) {
        this.queue = queue;
        this.relay = relay;
        this.relayFaults = new RelayFaults(clock);
        this.settler =
                new Settler(queue, new Settlement.Maker(config.retry(), config.reportingMta()), relayFaults, clock);
        this.destinations = new Destinations(config, paused);
        this.signing = signing;
        this.listener = listener;
        this.clock = clock;
        this.slots = new Slots(config.attempts());
        this.dispatcher = Thread.ofPlatform().name("delivery").unstarted(this::dispatch);
    }

    /// Puts the signatures of a message before its content.
    @FunctionalInterface
    public interface Signing {
        Content sign(Mail mail, Content content);
    }

    /// Hears of every attempt; returns at once.
    @FunctionalInterface
    public interface AttemptListener {
        void attempted(String destination, Duration took);
    }

    public void start() {
        dispatcher.start();
    }

    /// Takes no more leases, starts no more attempts, and waits for those under way.
    ///
    /// @return whether all of them ended in time; the others are due again at the next start
    public boolean stop(Duration patience) throws InterruptedException {
        stopping = true;
        settler.stop();
        long deadline = System.nanoTime() + patience.toNanos();
        if (dispatcher.getState() != Thread.State.NEW) {
            dispatcher.join(patience);
        }
        return slots.acquireAll(Math.max(0, deadline - System.nanoTime()));
    }

    /// Attempts under way.
    public int active() {
        return active.get();
    }

    /// Recipients that ended or were put off since the start.
    public Totals totals() {
        return settler.totals();
    }

    /// Recipients that bounced for this reason since the start.
    public long bounced(Reason reason) {
        return settler.bounced(reason);
    }

    /// What relays of ours hold against us.
    public RelayFaults relayFaults() {
        return relayFaults;
    }

    /// How the destinations stand that had something to do lately, by name.
    public List<DestinationView> destinations() {
        return destinations.views(System.nanoTime());
    }

    /// @param deferred attempts, so that one recipient may count several times
    public record Totals(long delivered, long deferred, long bounced) {}

    /// Starts nothing for this destination until [#resume]; remembered over restarts.
    public void pause(String destination) {
        destinations.pause(destination, clock.instant());
        log.warn("event=destination-paused destination={}", destination);
    }

    public void resume(String destination) {
        destinations.resume(destination);
        log.warn("event=destination-resumed destination={}", destination);
        destinations.all().stream()
                .filter(known -> known.name().equals(destination))
                .forEach(this::pump);
    }

    /// What of a message waits for destinations, taken out of their queues.
    List<Lease> withdraw(MessageId id) {
        List<Lease> taken = new ArrayList<>();
        for (Destination destination : destinations.all()) {
            taken.addAll(destination.withdraw(id));
            destination.withdrawParked(id).flatMap(queue::resume).ifPresent(taken::add);
        }
        return taken;
    }

    /// Ends a message that would go on waiting: the recipients bounce, so that its sender hears of it.
    void drop(Lease lease) {
        settler.drop(lease);
    }

    private void dispatch() {
        try {
            while (!stopping) {
                long now = System.nanoTime();
                // Those that wait for a time, not for an attempt to end.
                destinations.all().forEach(this::pump);
                destinations.forgetIdle(now);
                for (Lease lease : leaseUpTo(BATCH)) {
                    planning.acquire();
                    Thread.ofVirtual().start(() -> {
                        try {
                            plan(lease);
                        } finally {
                            planning.release();
                        }
                    });
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

    private void plan(Lease lease) {
        guarded(lease, () -> {
            Plan plan = relay.plan(lease.mail(), lease.addresses());
            List<String> going = plan.legs().stream()
                    .flatMap(leg -> leg.addresses().stream())
                    .toList();
            List<String> decided = lease.addresses().stream()
                    .filter(address -> !going.contains(address))
                    .toList();
            if (!decided.isEmpty()) {
                settler.settle(lease.part(decided), plan.decided());
            }
            for (Leg leg : plan.legs()) {
                Lease part = lease.part(leg.addresses());
                guarded(part, () -> offer(new Part(part, leg), part == lease));
            }
        });
    }

    /// @param whole whether the part is all of its lease
    private void offer(Part part, boolean whole) throws InterruptedException {
        Destinations.Offer offer = destinations.offer(part, whole, System.nanoTime());
        Destination destination = offer.destination();
        switch (offer.admission()) {
            case READY -> {}
            case FULL -> {
                if (whole) {
                    destination.park(queue.park(part.lease()));
                } else {
                    queue.release(part.lease(), clock.instant().plus(FULL_WAIT));
                }
            }
            case SUSPENDED -> deferUnreachable(destination, part.lease());
        }
        pump(destination);
    }

    /// Starts what may start, and makes room for what is parked.
    private void pump(Destination destination) {
        while (!stopping) {
            if (!slots.tryAcquire()) {
                slots.park(destination);
                return;
            }
            Optional<Part> part = destination.start(System.nanoTime(), slots);
            if (part.isEmpty()) {
                slots.giveBack();
                break;
            }
            Thread.ofVirtual().start(() -> attempt(destination, part.get()));
        }
        List<MailQueue.Parked> unparked = stopping ? List.of() : destination.unpark();
        if (!unparked.isEmpty()) {
            Thread.ofVirtual().start(() -> unpark(destination, unparked));
        }
    }

    private void unpark(Destination destination, List<MailQueue.Parked> messages) {
        for (MailQueue.Parked message : messages) {
            try {
                queue.resume(message).ifPresent(this::plan);
            } catch (RuntimeException e) {
                log.error("message={} can't be read now", message.id(), e);
                destination.park(message);
            } finally {
                destination.unparked(message);
            }
        }
        pump(destination);
    }

    private void attempt(Destination destination, Part part) {
        active.incrementAndGet();
        long start = System.nanoTime();
        Tried[] result = {Tried.NOTHING};
        try {
            guarded(part.lease(), () -> {
                Tried tried = deliver(part);
                result[0] = tried;
                if (!tried.outcomes().isEmpty()) {
                    listener.attempted(destination.name(), Duration.ofNanos(System.nanoTime() - start));
                    // The slot stays taken meanwhile, so that no more goes out than can be recorded.
                    destination.count(
                            settler.settle(part.lease(), tried.outcomes()).states());
                }
            });
        } finally {
            Tried tried = result[0];
            boolean suspended = destination.ended(tried.verdict(), failure(tried.outcomes()), System.nanoTime());
            active.decrementAndGet();
            slots.release(part.accountId());
            if (suspended && !stopping) {
                suspend(destination);
            }
            pump(destination);
            slots.next().ifPresent(this::pump);
        }
    }

    private static Optional<SmtpReply> failure(Map<String, Outcome> outcomes) {
        return outcomes.values().stream().map(Outcome::reply).findFirst();
    }

    /// What an attempt came to.
    ///
    /// @param outcomes none when there was nothing to send
    private record Tried(Map<String, Outcome> outcomes, Verdict verdict) {
        static final Tried NOTHING = new Tried(Map.of(), Verdict.UNTRIED);
    }

    private Tried deliver(Part part) throws InterruptedException {
        Lease lease = part.lease();
        // As it is stored, and as it is signed.
        int kib = Math.min(contentKib, lease.mail().sizeBytes() / KIB * 2 + 1);
        contentRoom.acquire(kib);
        try {
            Mail mail = lease.mail();
            Optional<Content> content = content(lease);
            if (content.isEmpty()) {
                return Tried.NOTHING;
            }
            Map<String, Outcome> outcomes = part.leg()
                    .deliver(new Parcel(
                            mail, lease.addresses(), content.get(), unsigned -> signing.sign(mail, unsigned)));
            return new Tried(outcomes, Verdict.of(outcomes.values()));
        } catch (RuntimeException e) {
            // Never bounce on a fault of ours, nor hold it against the peer.
            log.error("message={} delivery failed", lease.mail().id(), e);
            SmtpReply reply = SmtpReply.of(451, "4.3.0 Internal error, will try again");
            return new Tried(
                    lease.addresses().stream()
                            .collect(Collectors.toMap(
                                    address -> address, address -> new Outcome.Deferred(reply, Peer.NONE))),
                    Verdict.UNTRIED);
        } finally {
            contentRoom.release(kib);
        }
    }

    /// Reads what is to be sent; empty when the store can't, and the lease was given back.
    private Optional<Content> content(Lease lease) {
        try {
            return Optional.of(lease.content());
        } catch (UncheckedIOException | IllegalStateException e) {
            log.warn(
                    "message={} content=unreadable cause=\"{}\"; unless it was set aside, it is tried again in {}",
                    lease.mail().id(),
                    e.getMessage(),
                    AFTER_FAULT);
            queue.release(lease, clock.instant().plus(AFTER_FAULT));
            return Optional.empty();
        }
    }

    /// Defers what waits for a destination where nobody is.
    private void suspend(Destination destination) {
        log.warn(
                "event=destination-suspended destination={} reply=\"{}\"",
                destination.name(),
                destination.lastFailure().map(SmtpReply::toString).orElse(""));
        for (Part part : destination.drain()) {
            guarded(part.lease(), () -> deferUnreachable(destination, part.lease()));
        }
        for (MailQueue.Parked message : destination.drainParked()) {
            try {
                queue.resume(message).ifPresent(lease -> guarded(lease, () -> deferUnreachable(destination, lease)));
            } catch (RuntimeException e) {
                log.error("message={} can't be read now", message.id(), e);
                destination.park(message);
            }
        }
    }

    private void deferUnreachable(Destination destination, Lease lease) throws InterruptedException {
        SmtpReply reply = destination
                .lastFailure()
                .orElseGet(() -> SmtpReply.of(451, "4.4.1 No host of the destination could be reached"));
        Map<String, Outcome> outcomes = new HashMap<>();
        lease.addresses().forEach(address -> outcomes.put(address, new Outcome.Deferred(reply, Peer.NONE, true)));
        destination.count(settler.settle(lease, outcomes).states());
    }

    /// Gives the lease back when something fails that must not.
    private void guarded(Lease lease, Step step) {
        try {
            step.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error(
                    "message={} attempt failed; its recipients will be tried again",
                    lease.mail().id(),
                    e);
            queue.release(lease, clock.instant().plus(AFTER_FAULT));
        }
    }

    private interface Step {
        void run() throws InterruptedException;
    }
}
