package org.posthorn.engine.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.posthorn.engine.delivery.Destination.Answer;
import org.posthorn.engine.delivery.Destination.Part;

/// The ready queues by name. One that was not used for a while is forgotten, with the pace it had learnt.
final class Destinations {
    private static final long IDLE_NANOS = 600_000_000_000L;

    /// A destination, and whether it took what it was offered.
    record Offer(Destination destination, Answer answer) {}

    private final Map<String, Destination> byName = new ConcurrentHashMap<>();
    private final DeliveryConfig config;
    private final PausedDestinations paused;

    Destinations(DeliveryConfig config, PausedDestinations paused) {
        this.config = config;
        this.paused = paused;
    }

    /// Offers a part to its destination, in one step with [#forgetIdle].
    Offer offer(Part part, long nowNanos) {
        Answer[] answer = new Answer[1];
        Destination destination = byName.compute(part.leg().destination(), (name, known) -> {
            Destination its = known != null
                    ? known
                    : new Destination(name, config.shapeOf(name, domain(part.leg())), paused.contains(name), nowNanos);
            answer[0] = its.offer(part, nowNanos);
            return its;
        });
        return new Offer(destination, answer[0]);
    }

    private static String domain(Leg leg) {
        String address = leg.addresses().getFirst();
        return address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    /// @return those that were suspended when they were forgotten
    List<Destination> forgetIdle(long nowNanos) {
        List<Destination> suspended = new ArrayList<>();
        byName.keySet()
                .forEach(name -> byName.computeIfPresent(name, (n, known) -> {
                    if (!known.isIdle(nowNanos, IDLE_NANOS)) {
                        return known;
                    }
                    if (known.isSuspended()) {
                        suspended.add(known);
                    }
                    return null;
                }));
        return suspended;
    }

    Optional<Destination> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Collection<Destination> all() {
        return byName.values();
    }

    List<DestinationView> views() {
        return byName.values().stream()
                .map(Destination::view)
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }

    /// Also of a destination that has nothing to do yet.
    void pause(String name, Instant now) {
        paused.add(name, now);
        byName.computeIfPresent(name, (n, known) -> {
            known.pause(true);
            return known;
        });
    }

    void resume(String name) {
        paused.remove(name);
        byName.computeIfPresent(name, (n, known) -> {
            known.pause(false);
            return known;
        });
    }
}
