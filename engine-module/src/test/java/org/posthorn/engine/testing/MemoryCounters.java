package org.posthorn.engine.testing;

import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.posthorn.engine.event.Counters;

/// The counters of a [MemoryStore].
public final class MemoryCounters implements Counters {
    private final MemoryStore store;

    MemoryCounters(MemoryStore store) {
        this.store = store;
    }

    @Override
    public List<Window> read(Subject subject, Instant from) {
        return store.locked(
                () -> store.counts.getOrDefault(subject, new TreeMap<>()).tailMap(from, true).entrySet().stream()
                        .map(window -> new Window(window.getKey(), window.getValue()))
                        .toList());
    }
}
