package org.posthorn.engine.delivery;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.posthorn.engine.delivery.Destination.Change;
import org.posthorn.engine.delivery.Destination.Part;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands parts of messages to their next hops and settles what becomes of them, each on a virtual thread of its own.
///
/// ```
/// slot ──▶ room for the content ──▶ Leg.deliver ──▶ settle ──▶ the destination learns ──▶ slot free ──▶ Watcher
/// ```
///
/// Safe for use by many threads.
final class Attempts {
    private static final Logger log = LoggerFactory.getLogger(Attempts.class);
    private static final int KIB = 1024;

    /// Hears when an attempt has ended and its slot is free.
    @FunctionalInterface
    interface Watcher {
        void ended(Destination destination, Change change);
    }

    private final Settler settler;
    private final Holds holds;
    private final DeliveryLoop.Signing signing;
    private final DeliveryLoop.AttemptListener listener;
    private final LongSupplier nanos;
    private final Slots slots;
    private final Watcher watcher;
    // A quarter of the heap for the content under way, in KiB.
    private final ContentRoom contentRoom = new ContentRoom(
            (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 4 / KIB));
    private final AtomicInteger active = new AtomicInteger();
    private volatile boolean stopping;

    Attempts(
            Settler settler,
            Holds holds,
            DeliveryLoop.Signing signing,
            DeliveryLoop.AttemptListener listener,
            LongSupplier nanos,
            Slots slots,
            Watcher watcher) {
        this.settler = settler;
        this.holds = holds;
        this.signing = signing;
        this.listener = listener;
        this.nanos = nanos;
        this.slots = slots;
        this.watcher = watcher;
    }

    int active() {
        return active.get();
    }

    /// Starts no more.
    void stop() {
        stopping = true;
    }

    /// Waits for those under way.
    ///
    /// @return whether all of them ended in time
    boolean awaitAll(long patienceNanos) throws InterruptedException {
        return slots.acquireAll(patienceNanos);
    }

    /// Starts what may start now.
    void fill(Destination destination) {
        Optional<Part> part = next(destination);
        while (part.isPresent()) {
            Part started = part.get();
            Thread.ofVirtual().start(() -> attempt(destination, started));
            part = next(destination);
        }
    }

    private Optional<Part> next(Destination destination) {
        return stopping ? Optional.empty() : destination.start(nanos.getAsLong(), slots);
    }

    private void attempt(Destination destination, Part part) {
        active.incrementAndGet();
        long start = System.nanoTime();
        Tried[] result = {Tried.NOTHING};
        try {
            holds.guarded(part.lease(), () -> {
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
            Change change = destination.ended(part, tried.reception(), tried.failure(), nanos.getAsLong());
            active.decrementAndGet();
            slots.release(part.accountId());
            watcher.ended(destination, change);
            slots.next().ifPresent(this::fill);
        }
    }

    /// What an attempt came to.
    ///
    /// @param outcomes none when there was nothing to send
    private record Tried(Map<String, Outcome> outcomes, Reception reception) {
        static final Tried NOTHING = new Tried(Map.of(), Reception.UNTRIED);

        Optional<SmtpReply> failure() {
            return outcomes.values().stream().map(Outcome::reply).findFirst();
        }
    }

    private Tried deliver(Part part) throws InterruptedException {
        Lease lease = part.lease();
        Mail mail = lease.mail();
        // As it is stored, and as it is signed; what came in gets fields in front by its rules, and again by a forward.
        int copies = mail.kind() == MailKind.RECEIVED ? 3 : 2;
        ContentRoom.Taken room = contentRoom.take(part.accountId(), mail.sizeBytes() / KIB * copies + 1);
        try {
            Optional<Content> content = content(lease);
            if (content.isEmpty()) {
                return Tried.NOTHING;
            }
            Map<String, Outcome> outcomes = part.leg()
                    .deliver(new Parcel(
                            mail, lease.addresses(), content.get(), unsigned -> signing.sign(mail, unsigned)));
            return new Tried(outcomes, Reception.of(outcomes.values()));
        } catch (RuntimeException | LinkageError e) {
            // Never bounce on a fault of ours or of a library, nor hold it against the peer.
            log.error("message={} delivery failed", mail.id(), e);
            SmtpReply reply = SmtpReply.of(451, "4.3.0 Internal error, will try again");
            return new Tried(
                    lease.addresses().stream()
                            .collect(Collectors.toMap(
                                    address -> address, address -> new Outcome.Deferred(reply, Peer.NONE))),
                    Reception.UNTRIED);
        } finally {
            room.giveBack();
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
                    Holds.AFTER_FAULT);
            holds.giveBack(lease);
            return Optional.empty();
        }
    }
}
