package org.posthorn.engine.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.posthorn.engine.delivery.Destination.Change;
import org.posthorn.engine.delivery.Destination.Part;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes what is due from the queue, plans where it goes, and lines it up at its destinations.
///
/// ```
/// queue ──lease──▶ plan (asks DNS) ──offer──▶ ready queue of the destination ──▶ Attempts
///                    ▲                           │ full, or nobody there
///                    └──────────resume──────── parked, without its memory
/// ```
///
/// Each lease is planned on a virtual thread of its own, since that may wait for DNS. Safe for use by many threads.
final class Dispatcher {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
    /// What waits for a time, such as the next probe of a destination, is looked at this often.
    private static final Duration PATIENCE = Duration.ofMillis(250);
    private static final Duration AFTER_QUEUE_FAULT = Duration.ofSeconds(1);
    /// A part of a divided message whose destination is full comes again after this.
    private static final Duration FULL_WAIT = Duration.ofSeconds(5);

    private static final int BATCH = 64;
    /// Leases that are being planned, so may wait for DNS.
    private static final int PLANNING = 512;

    private final MailQueue queue;
    private final Relay relay;
    private final RetrySchedule retry;
    private final Settler settler;
    private final Holds holds;
    private final Destinations destinations;
    private final Attempts attempts;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Semaphore planning = new Semaphore(PLANNING);
    private final Thread thread;
    private volatile boolean stopping;

    Dispatcher(
            MailQueue queue,
            Relay relay,
            RetrySchedule retry,
            Settler settler,
            Holds holds,
            Destinations destinations,
            Attempts attempts,
            InstantSource clock,
            LongSupplier nanos) {
        this.queue = queue;
        this.relay = relay;
        this.retry = retry;
        this.settler = settler;
        this.holds = holds;
        this.destinations = destinations;
        this.clock = clock;
        this.nanos = nanos;
        this.attempts = attempts;
        this.thread = Thread.ofPlatform().name("delivery").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Takes no more leases.
    void stop(Duration patience) throws InterruptedException {
        stopping = true;
        queue.wake();
        if (thread.getState() != Thread.State.NEW) {
            thread.join(patience);
        }
    }

    private void run() {
        try {
            while (!stopping) {
                // Those that wait for a time, not for an attempt to end.
                destinations.all().forEach(this::pump);
                destinations.forgetIdle(nanos.getAsLong()).forEach(idle -> tellEnd(idle, "forgotten"));
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
        holds.guarded(lease, () -> {
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
                holds.guarded(part, () -> offer(new Part(part, leg, part == lease)));
            }
        });
    }

    /// The pending recipients of a message that go to a destination; asks the DNS.
    Set<String> going(QueuedMessage message, String destination) {
        return relay.plan(message.mail(), message.pending()).legs().stream()
                .filter(leg -> leg.destination().equals(destination))
                .flatMap(leg -> leg.addresses().stream())
                .collect(Collectors.toSet());
    }

    private void offer(Part part) throws InterruptedException {
        Destinations.Offer offer = destinations.offer(part, nanos.getAsLong());
        Destination destination = offer.destination();
        switch (offer.answer()) {
            case READY -> attempts.fill(destination);
            case FULL -> putAside(destination, part);
            case AWAY -> {
                if (isExpired(part.lease())) {
                    giveUp(destination, part.lease());
                } else {
                    putAside(destination, part);
                }
            }
        }
    }

    private void putAside(Destination destination, Part part) {
        if (part.whole()) {
            destination.park(queue.park(part.lease()));
        } else {
            queue.release(part.lease(), clock.instant().plus(FULL_WAIT));
        }
    }

    private boolean isExpired(Lease lease) {
        Instant expiry = retry.expiry(lease.mail());
        return !clock.instant().isBefore(expiry);
    }

    /// Ends what has waited all its time for somebody to be there: its recipients bounce with the last failure.
    private void giveUp(Destination destination, Lease lease) throws InterruptedException {
        SmtpReply reply = destination
                .lastFailure()
                .orElseGet(() -> SmtpReply.of(451, "4.4.1 No host of the destination could be reached"));
        Map<String, Outcome> outcomes = new HashMap<>();
        lease.addresses().forEach(address -> outcomes.put(address, new Outcome.Deferred(reply, Peer.NONE, true)));
        destination.count(settler.settle(lease, outcomes).states());
    }

    /// Starts what may start, and makes room for what is parked.
    void pump(Destination destination) {
        attempts.fill(destination);
        List<MailQueue.Parked> unparked = stopping ? List.of() : destination.unpark(nanos.getAsLong());
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

    /// An attempt has ended.
    void ended(Destination destination, Change change) {
        switch (change) {
            case NONE -> {}
            case SUSPENDED -> {
                tellStart(destination);
                destination.drain().forEach(part -> holds.guarded(part.lease(), () -> putAside(destination, part)));
            }
            case BACK -> tellEnd(destination, "reached");
        }
        pump(destination);
    }

    private static void tellStart(Destination destination) {
        DestinationView view = destination.view();
        log.warn(
                "event=destination-suspended destination={} waiting={} reply=\"{}\"",
                view.name(),
                view.queued(),
                view.lastFailure().map(SmtpReply::toString).orElse(""));
    }

    private void tellEnd(Destination destination, String how) {
        log.warn(
                "event=destination-{} destination={} waiting={} suspended_s={}",
                how,
                destination.name(),
                destination.view().queued(),
                Duration.ofNanos(nanos.getAsLong() - destination.suspendedAtNanos())
                        .toSeconds());
    }

    /// What of these messages waits for a destination, or any, taken out of its queue.
    List<Lease> withdraw(Set<MessageId> ids, Optional<String> name) {
        List<Lease> taken = new ArrayList<>();
        for (Destination destination : destinations.all()) {
            if (name.isEmpty() || name.get().equals(destination.name())) {
                taken.addAll(destination.withdraw(ids));
                destination
                        .withdrawParked(ids)
                        .forEach(parked -> queue.resume(parked).ifPresent(taken::add));
            }
        }
        return taken;
    }
}
