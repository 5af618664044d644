package org.posthorn.engine.testing;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.posthorn.engine.settings.Notice;
import org.posthorn.engine.topic.NoticeRoom;
import org.posthorn.engine.topic.Notices;

/// Notices in memory.
public final class MemoryNotices implements Notices {
    private final MemoryStore store;
    private final NoticeRoom room;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    MemoryNotices(MemoryStore store, NoticeRoom room) {
        this.store = store;
        this.room = room;
        store.change(() -> {
            store.notices.keySet().forEach(name -> room.foundWaiting(NoticeRoom.subscriptionOf(name)));
            store.deadLetters.keySet().forEach(name -> room.foundDead());
        });
    }

    @Override
    public void add(List<Notice> notices) {
        store.change(() -> {
            NoticeRoom.Placed placed = room.place(notices);
            placed.waiting().forEach(row -> store.notices.put(row.name(), row.notice()));
            placed.dead().forEach(row -> store.deadLetters.put(row.name(), row.notice()));
            placed.waiting().stream()
                    .map(row -> row.notice().to().id())
                    .distinct()
                    .forEach(id -> listeners.forEach(listener -> listener.accept(id)));
        });
    }

    @Override
    public void listen(Consumer<String> listener) {
        listeners.add(listener);
    }

    @Override
    public List<String> subscriptions() {
        return store.locked(() -> store.notices.keySet().stream()
                .map(NoticeRoom::subscriptionOf)
                .distinct()
                .toList());
    }

    @Override
    public List<Waiting> waiting(String subscriptionId, int max) {
        return store.locked(() -> store.notices.tailMap(subscriptionId + "/").entrySet().stream()
                .filter(row -> NoticeRoom.subscriptionOf(row.getKey()).equals(subscriptionId))
                .limit(max)
                .map(row -> new Waiting(row.getKey(), row.getValue()))
                .toList());
    }

    @Override
    public void settle(Waiting waiting, Settled settled) {
        store.change(() -> {
            if (!store.notices.containsKey(waiting.name())) {
                return;
            }
            switch (settled) {
                case Settled.Delivered delivered -> forget(waiting);
                case Settled.Deferred deferred -> store.notices.put(waiting.name(), deferred.after());
                case Settled.Dead dead -> {
                    if (room.bury(dead.after())) {
                        store.deadLetters.put(waiting.name(), dead.after());
                    }
                    forget(waiting);
                }
            }
        });
    }

    private void forget(Waiting waiting) {
        store.notices.remove(waiting.name());
        room.leave(NoticeRoom.subscriptionOf(waiting.name()));
    }

    @Override
    public List<Notice> dead(int max) {
        return store.locked(() -> store.deadLetters.values().stream().limit(max).toList());
    }

    @Override
    public int revive(Optional<String> topicArn, Instant now) {
        return store.locked(() -> {
            List<Map.Entry<String, Notice>> rows = store.deadLetters.entrySet().stream()
                    .filter(row -> topicArn.filter(
                                    arn -> !arn.equals(row.getValue().to().topicArn()))
                            .isEmpty())
                    .limit(MOST_REVIVED)
                    .map(Map.Entry::copyOf)
                    .toList();
            exhume(rows.stream().map(Map.Entry::getKey));
            add(rows.stream().map(row -> row.getValue().afresh(now)).toList());
            return rows.size();
        });
    }

    @Override
    public void forgetDead(Instant before) {
        store.change(() -> exhume(List.copyOf(store.deadLetters.entrySet()).stream()
                .filter(row -> row.getValue().at().isBefore(before))
                .map(Map.Entry::getKey)));
    }

    private void exhume(Stream<String> names) {
        names.forEach(name -> {
            store.deadLetters.remove(name);
            room.exhume(1);
        });
    }

    @Override
    public Depth depth() {
        return room.depth();
    }
}
