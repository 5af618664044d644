package org.posthorn.engine.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.delivery.IntakeRefusedException;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.testing.MemoryStore.Pending;

/// The queue of a [MemoryStore].
public final class MemoryMailQueue implements MailQueue {
    private final MemoryStore store;

    MemoryMailQueue(MemoryStore store) {
        this.store = store;
    }

    @Override
    public void submit(Submission submission, int counted) {
        store.change(() -> {
            if (store.pending.size() >= store.maxQueuedMessages) {
                throw new IntakeRefusedException(IntakeRefusedException.Reason.QUEUE_FULL, "the queue is full");
            }
            store.addMessage(submission, counted);
        });
    }

    @Override
    public List<Lease> lease(int max, Duration patience) throws InterruptedException {
        return store.await(() -> !due(1).isEmpty(), patience.toNanos(), () -> {
            Instant now = store.clock.instant();
            List<Lease> leases = new ArrayList<>();
            for (Pending message : due(max)) {
                store.leased.add(message.message().mail().id());
                leases.add(new Lease(
                        message.message().mail(),
                        message.message().recipients().stream()
                                .filter(state -> state.isDue(now))
                                .toList(),
                        message.content()));
            }
            return leases;
        });
    }

    private List<Pending> due(int max) {
        Instant now = store.clock.instant();
        return store.pending.values().stream()
                .filter(message ->
                        !store.leased.contains(message.message().mail().id()))
                .filter(message -> !dueAt(message).isAfter(now))
                .sorted(Comparator.comparing(MemoryMailQueue::dueAt))
                .limit(max)
                .toList();
    }

    private static Instant dueAt(Pending message) {
        return message.message().due().orElseThrow();
    }

    @Override
    public void settle(Lease lease, List<RecipientState> states, List<? extends MailEvent> events) {
        store.change(() -> {
            MessageId id = lease.mail().id();
            if (!store.leased.remove(id)) {
                throw new IllegalStateException("message " + id + " is not leased");
            }
            Pending before = store.pending.get(id);
            QueuedMessage after = before.message().with(states);
            if (after.due().isPresent()) {
                store.pending.put(id, new Pending(after, before.content()));
            } else {
                store.pending.remove(id);
                store.history.put(id, after);
            }
            store.addEvents(lease.mail(), events);
        });
    }

    @Override
    public void release(Lease lease, Instant due) {
        store.change(() -> {
            MessageId id = lease.mail().id();
            if (store.leased.remove(id)) {
                List<RecipientState> states = lease.recipients().stream()
                        .map(state -> new RecipientState(
                                state.address(), state.status(), state.attempts(), due, state.lastReply()))
                        .toList();
                Pending before = store.pending.get(id);
                store.pending.put(id, new Pending(before.message().with(states), before.content()));
            }
        });
    }

    @Override
    public Optional<QueuedMessage> find(MessageId id) {
        return store.locked(() -> Optional.ofNullable(store.pending.get(id))
                .map(Pending::message)
                .or(() -> Optional.ofNullable(store.history.get(id))));
    }

    @Override
    public List<QueuedMessage> list(Optional<MessageId> after, int max) {
        return store.locked(() -> store.pending.values().stream()
                .map(Pending::message)
                .filter(message -> after.isEmpty() || message.mail().id().compareTo(after.get()) > 0)
                .limit(max)
                .toList());
    }

    @Override
    public Depth depth() {
        return store.locked(() -> new Depth(store.pending.size(), store.leased.size(), 0));
    }
}
