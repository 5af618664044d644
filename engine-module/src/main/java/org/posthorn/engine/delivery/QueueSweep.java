package org.posthorn.engine.delivery;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.posthorn.engine.mail.MessageId;

/// The operator's hand on many messages: all that are queued, or what of them goes to a destination. Works in pages of
/// up to [#PAGE] messages, oldest first, so that no call takes long; mail that is accepted meanwhile is left alone.
@Singleton
public final class QueueSweep {
    private static final int PAGE = 2_000;

    private final MailQueue queue;
    private final DeliveryLoop deliveries;
    private final InstantSource clock;

    @Inject
    public QueueSweep(MailQueue queue, DeliveryLoop deliveries, InstantSource clock) {
        this.queue = queue;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    /// Where a page begins.
    ///
    /// @param destination its name; all when empty
    /// @param after the message before the page; the oldest follows when empty
    /// @param asOf later mail is left alone; now when empty
    public record From(Optional<String> destination, Optional<MessageId> after, Optional<Instant> asOf) {}

    /// What was done with a page.
    ///
    /// @param messages those that were meant, and could be taken in hand
    /// @param busy those that were meant and are being delivered, or are due and wait already
    /// @param next where the next page begins; empty when this was the last
    public record Page(int messages, int busy, Optional<From> next) {}

    /// Counts what waits; changes nothing.
    public Page count(From from) {
        return sweep(from, Map::size);
    }

    /// Makes waiting messages due now. A suspended destination is tried now.
    public Page retry(From from) {
        Page page = sweep(from, this::retry);
        if (page.next().isEmpty()) {
            from.destination().map(List::of).orElseGet(deliveries::suspended).forEach(deliveries::probe);
        }
        return page;
    }

    /// Ends waiting messages, also those that wait for a busy, suspended or paused destination: their pending
    /// recipients there bounce, so that the sender hears of it.
    public Page drop(From from) {
        return sweep(from, wanted -> drop(from.destination(), wanted));
    }

    private Page sweep(From from, ToIntFunction<Map<MessageId, Set<String>>> action) {
        Instant asOf = from.asOf().orElseGet(clock::instant);
        List<QueuedMessage> page = queue.list(from.after(), PAGE);
        Map<MessageId, Set<String>> wanted = new HashMap<>();
        for (QueuedMessage message : page) {
            Set<String> there = message.mail().acceptedAt().isAfter(asOf) ? Set.of() : pendingAt(message, from);
            if (!there.isEmpty()) {
                wanted.put(message.mail().id(), there);
            }
        }
        int done = action.applyAsInt(wanted);
        boolean last = page.size() < PAGE || page.getLast().mail().acceptedAt().isAfter(asOf);
        Optional<From> next = last
                ? Optional.empty()
                : Optional.of(new From(
                        from.destination(), Optional.of(page.getLast().mail().id()), Optional.of(asOf)));
        return new Page(done, wanted.size() - done, next);
    }

    private Set<String> pendingAt(QueuedMessage message, From from) {
        return from.destination()
                .map(name -> deliveries.going(message, name))
                .orElseGet(() -> new HashSet<>(message.pending()));
    }

    private int retry(Map<MessageId, Set<String>> wanted) {
        List<Lease> leases = queue.lease(wanted.keySet());
        Instant now = clock.instant();
        for (Lease lease : leases) {
            Set<String> there = wanted.getOrDefault(lease.mail().id(), Set.of());
            queue.settle(
                    lease,
                    lease.recipients().stream()
                            .map(state -> there.contains(state.address()) ? state.dueAt(now) : state)
                            .toList(),
                    List.of());
        }
        return leases.size();
    }

    private int drop(Optional<String> destination, Map<MessageId, Set<String>> wanted) {
        Set<MessageId> dropped = new HashSet<>();
        for (Lease lease : deliveries.withdraw(wanted.keySet(), destination)) {
            deliveries.drop(lease);
            dropped.add(lease.mail().id());
        }
        for (Lease lease : queue.lease(wanted.keySet())) {
            Set<String> there = wanted.getOrDefault(lease.mail().id(), Set.of());
            List<String> others = lease.addresses().stream()
                    .filter(address -> !there.contains(address))
                    .toList();
            Lease meant = lease.part(
                    lease.addresses().stream().filter(there::contains).toList());
            if (!meant.recipients().isEmpty()) {
                deliveries.drop(meant);
                dropped.add(lease.mail().id());
            }
            if (!others.isEmpty()) {
                Lease rest = lease.part(others);
                queue.settle(rest, rest.recipients(), List.of());
            }
        }
        return dropped.size();
    }
}
