package org.posthorn.engine.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.testing.MemoryStore.Pending;

/// The queue of a [MemoryStore].
public final class MemoryMailQueue implements MailQueue {
    private final MemoryStore store;
    private boolean woken;

    MemoryMailQueue(MemoryStore store) {
        this.store = store;
    }

    @Override
    public void recordEnded(Mail mail, List<? extends MailEvent> events) {
        store.change(() -> {
            store.history.put(mail.id(), new QueuedMessage(mail, List.of()));
            store.addEvents(mail, events);
        });
    }

    @Override
    public void submit(Submission submission, int counted) {
        store.change(() -> {
            store.room.take(submission.mail().tenant().accountId());
            store.addMessage(submission, counted);
        });
    }

    @Override
    public List<Lease> lease(int max, Duration patience) throws InterruptedException {
        return store.await(() -> woken || !due(1).isEmpty(), patience.toNanos(), () -> {
            woken = false;
            Instant now = store.clock.instant();
            return inTurn(due(Integer.MAX_VALUE), max).stream()
                    .map(message -> out(
                            message,
                            message.message().recipients().stream()
                                    .filter(state -> state.isDue(now))
                                    .toList()))
                    .toList();
        });
    }

    @Override
    public void wake() {
        store.change(() -> woken = true);
    }

    private Lease out(Pending message, List<RecipientState> recipients) {
        Lease lease = new Lease(message.message().mail(), recipients, message.content());
        store.leased.put(lease.mail().id(), new HashSet<>(lease.addresses()));
        return lease;
    }

    @Override
    public List<Lease> lease(Set<MessageId> ids) {
        return store.locked(() -> ids.stream()
                .filter(id -> store.pending.containsKey(id) && !store.leased.containsKey(id))
                .map(store.pending::get)
                .map(message -> out(
                        message,
                        message.message().recipients().stream()
                                .filter(RecipientState::isPending)
                                .toList()))
                .toList());
    }

    @Override
    public Parked park(Lease lease) {
        MessageId id = lease.mail().id();
        return store.locked(() -> {
            if (!Set.copyOf(lease.addresses()).equals(store.leased.get(id))) {
                throw new IllegalStateException("message " + id + " is not leased as a whole");
            }
            return new Ticket(id, lease.mail().tenant().accountId());
        });
    }

    @Override
    public Optional<Lease> resume(Parked parked) {
        return store.locked(() -> {
            Set<String> out = store.leased.get(parked.id());
            Pending message = store.pending.get(parked.id());
            return Optional.of(out(
                    message,
                    message.message().recipients().stream()
                            .filter(state -> out.contains(state.address()))
                            .toList()));
        });
    }

    private record Ticket(MessageId id, String accountId) implements Parked {}

    private List<Pending> due(int max) {
        Instant now = store.clock.instant();
        return store.pending.values().stream()
                .filter(message ->
                        !store.leased.containsKey(message.message().mail().id()))
                .filter(message -> !dueAt(message).isAfter(now))
                .sorted(Comparator.comparing(MemoryMailQueue::dueAt))
                .limit(max)
                .toList();
    }

    /// The next of the account that was served the longest ago, and so on.
    private List<Pending> inTurn(List<Pending> due, int max) {
        Map<String, Deque<Pending>> byAccount = new LinkedHashMap<>();
        due.forEach(message -> byAccount
                .computeIfAbsent(message.message().mail().tenant().accountId(), account -> new ArrayDeque<>())
                .add(message));
        List<Pending> taken = new ArrayList<>();
        while (taken.size() < max && !byAccount.isEmpty()) {
            String account = byAccount.keySet().stream()
                    .min(Comparator.comparing(name -> store.turns.getOrDefault(name, 0L)))
                    .orElseThrow();
            store.turns.put(account, ++store.turn);
            Deque<Pending> its = byAccount.get(account);
            taken.add(its.remove());
            if (its.isEmpty()) {
                byAccount.remove(account);
            }
        }
        return taken;
    }

    private static Instant dueAt(Pending message) {
        return message.message().due().orElseThrow();
    }

    @Override
    public void settle(Lease lease, List<RecipientState> states, List<? extends MailEvent> events) {
        store.change(() -> {
            MessageId id = lease.mail().id();
            Set<String> out = store.leased.get(id);
            if (out == null || !out.containsAll(lease.addresses())) {
                throw new IllegalStateException("message " + id + " is not leased");
            }
            giveBack(lease, states);
            store.addEvents(lease.mail(), events);
        });
    }

    @Override
    public void release(Lease lease, Instant due) {
        store.change(() -> {
            Set<String> out = store.leased.getOrDefault(lease.mail().id(), Set.of());
            List<RecipientState> states = lease.recipients().stream()
                    .filter(state -> out.contains(state.address()))
                    .map(state -> state.dueAt(due))
                    .toList();
            if (!states.isEmpty()) {
                giveBack(lease, states);
            }
        });
    }

    private void giveBack(Lease lease, List<RecipientState> states) {
        MessageId id = lease.mail().id();
        Pending before = store.pending.get(id);
        QueuedMessage after = before.message().with(states);
        if (after.due().isPresent()) {
            store.pending.put(id, new Pending(after, before.content()));
        } else {
            store.pending.remove(id);
            store.history.put(id, after);
            store.room.leave(after.mail().tenant().accountId());
        }
        Set<String> out = store.leased.get(id);
        out.removeAll(lease.addresses());
        if (out.isEmpty()) {
            store.leased.remove(id);
        }
    }

    @Override
    public void retime(Instant from, Instant to) {
        store.change(() -> store.pending.replaceAll((id, message) -> new Pending(
                message.message().retimed(from, to, store.leased.getOrDefault(id, Set.of())), message.content())));
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
    public List<QueuedMessage> pendingOf(String accountId, Optional<MessageId> before, int max) {
        return store.locked(() -> store.pending.values().stream()
                .map(Pending::message)
                .filter(message -> message.mail().tenant().accountId().equals(accountId))
                .filter(message -> before.isEmpty() || message.mail().id().compareTo(before.get()) < 0)
                .sorted(Comparator.comparing(
                                (QueuedMessage message) -> message.mail().id())
                        .reversed())
                .limit(max)
                .toList());
    }

    @Override
    public Depth depth() {
        return store.locked(() -> new Depth(store.pending.size(), store.leased.size(), 0));
    }

    @Override
    public List<AccountDepth> accounts(int max) {
        return store.room.accounts(max);
    }
}
