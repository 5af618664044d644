package org.posthorn.engine.delivery;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.mail.MessageId;

/// The operator's hand on the queue.
@Singleton
public final class QueueControl {
    private final MailQueue queue;
    private final DeliveryLoop deliveries;
    private final InstantSource clock;

    @Inject
    public QueueControl(MailQueue queue, DeliveryLoop deliveries, InstantSource clock) {
        this.queue = queue;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    /// Whether a message could be taken in hand.
    public enum Result {
        DONE,
        /// It is being delivered, or waits for a destination that is busy or paused.
        BUSY,
        /// It ended.
        ENDED,
        UNKNOWN
    }

    /// Makes a waiting message due now.
    public Result retry(MessageId id) {
        return queue.lease(id)
                .map(lease -> {
                    queue.settle(
                            lease,
                            lease.recipients().stream()
                                    .map(state -> state.dueAt(clock.instant()))
                                    .toList(),
                            List.of());
                    return Result.DONE;
                })
                .orElseGet(() -> reason(id));
    }

    /// Ends a waiting message, also one that waits for a busy or paused destination: its pending recipients bounce, so
    /// that its sender hears of it.
    ///
    /// @return [Result#BUSY] when some recipient is being delivered to, whatever became of the others
    public Result drop(MessageId id) {
        List<Lease> waiting = new ArrayList<>(deliveries.withdraw(Set.of(id), Optional.empty()));
        waiting.forEach(deliveries::drop);
        queue.lease(id).ifPresent(lease -> {
            deliveries.drop(lease);
            waiting.add(lease);
        });
        return waiting.isEmpty() || isPending(id) ? reason(id) : Result.DONE;
    }

    private boolean isPending(MessageId id) {
        return queue.find(id).flatMap(QueuedMessage::due).isPresent();
    }

    private Result reason(MessageId id) {
        return queue.find(id)
                .map(message -> message.due().isPresent() ? Result.BUSY : Result.ENDED)
                .orElse(Result.UNKNOWN);
    }
}
