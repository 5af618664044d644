package org.posthorn.engine.delivery;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.posthorn.engine.bounce.Reason;
import org.posthorn.engine.delivery.Destination.Change;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes what is due from the queue, divides it by destination, hands each part to its next hop and settles the
/// outcomes: the [Dispatcher] does what comes before an attempt, [Attempts] the rest.
///
/// What a destination may have under way is its [Pace]'s business, so that a slow one holds up nobody else. A crash at
/// any step leaves the message due again, since only `settle` changes what is stored.
@Singleton
public final class DeliveryLoop {
    private static final Logger log = LoggerFactory.getLogger(DeliveryLoop.class);

    private final Settler settler;
    private final RelayFaults relayFaults;
    private final Destinations destinations;
    private final Dispatcher dispatcher;
    private final Attempts attempts;
    private final InstantSource clock;
    private final LongSupplier nanos;

    @Inject
    public DeliveryLoop(
            MailQueue queue,
            Relay relay,
            DeliveryConfig config,
            PausedDestinations paused,
            Signing signing,
            AttemptListener listener,
            InstantSource clock) {
        this(queue, relay, config, paused, signing, listener, clock, System::nanoTime);
    }

    /// @param nanos measures pauses, of paces and suspensions
    public DeliveryLoop(
            MailQueue queue,
            Relay relay,
            DeliveryConfig config,
            PausedDestinations paused,
            Signing signing,
            AttemptListener listener,
            InstantSource clock,
            LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.relayFaults = new RelayFaults(clock);
        this.settler =
                new Settler(queue, new Settlement.Maker(config.retry(), config.reportingMta()), relayFaults, clock);
        this.destinations = new Destinations(config, paused);
        Holds holds = new Holds(queue, clock);
        this.attempts =
                new Attempts(settler, holds, signing, listener, nanos, new Slots(config.attempts()), this::ended);
        this.dispatcher =
                new Dispatcher(queue, relay, config.retry(), settler, holds, destinations, attempts, clock, nanos);
    }

    private void ended(Destination destination, Change change) {
        dispatcher.ended(destination, change);
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
        long deadline = System.nanoTime() + patience.toNanos();
        settler.stop();
        attempts.stop();
        dispatcher.stop(patience);
        return attempts.awaitAll(Math.max(0, deadline - System.nanoTime()));
    }

    /// Attempts under way.
    public int active() {
        return attempts.active();
    }

    /// Recipients of mail that goes out that ended or were put off since the start.
    public Totals totals() {
        return settler.totals();
    }

    /// The same of mail that came in: handled by the rules, or not, or for good.
    public Totals receivedTotals() {
        return settler.receivedTotals();
    }

    /// Recipients of mail that goes out that bounced for this reason since the start.
    public long bounced(Reason reason) {
        return settler.bounced(reason);
    }

    /// What relays of ours hold against us.
    public RelayFaults relayFaults() {
        return relayFaults;
    }

    /// How the destinations stand that had something to do lately, by name.
    public List<DestinationView> destinations() {
        return destinations.views();
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
        destinations.find(destination).ifPresent(dispatcher::pump);
    }

    /// Tries a suspended destination now, not when its time comes.
    void probe(String destination) {
        destinations.find(destination).ifPresent(known -> {
            known.probeNow(nanos.getAsLong());
            dispatcher.pump(known);
        });
    }

    /// Names of the destinations that are suspended.
    List<String> suspended() {
        return destinations.views().stream()
                .filter(DestinationView::suspended)
                .map(DestinationView::name)
                .toList();
    }

    /// The pending recipients of a message that go to a destination.
    Set<String> going(QueuedMessage message, String destination) {
        return dispatcher.going(message, destination);
    }

    /// What of these messages waits for a destination, or any, taken out of its queue.
    List<Lease> withdraw(Set<MessageId> ids, Optional<String> destination) {
        return dispatcher.withdraw(ids, destination);
    }

    /// Ends a message that would go on waiting: the recipients bounce, so that its sender hears of it.
    void drop(Lease lease) {
        settler.drop(lease);
    }
}
