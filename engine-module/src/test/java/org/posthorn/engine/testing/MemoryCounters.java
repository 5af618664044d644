package org.posthorn.engine.testing;

import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.posthorn.engine.event.Counters;
import org.posthorn.engine.event.Counts;

/// The counters of a [MemoryStore].
public final class MemoryCounters implements Counters {
    private final MemoryStore store;

    MemoryCounters(MemoryStore store) {
        this.store = store;
    }

    @Override
    public List<Window> readAccount(String accountId, Instant from) {
        return store.locked(() -> {
            TreeMap<Instant, Counts> sum = new TreeMap<>();
            store.counts.forEach((subject, windows) -> {
                if (subject.part().isEmpty() && subject.tenant().accountId().equals(accountId)) {
                    windows.tailMap(from, true).forEach((start, counts) -> sum.merge(start, counts, Counts::plus));
                }
            });
            return sum.entrySet().stream()
                    .map(window -> new Window(window.getKey(), window.getValue()))
                    .toList();
        });
    }

    @Override
    public List<Window> read(Subject subject, Instant from) {
        return store.locked(
                () -> store.counts.getOrDefault(subject, new TreeMap<>()).tailMap(from, true).entrySet().stream()
                        .map(window -> new Window(window.getKey(), window.getValue()))
                        .toList());
    }
}
