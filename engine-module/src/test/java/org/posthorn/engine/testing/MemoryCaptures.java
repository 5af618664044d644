package org.posthorn.engine.testing;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.delivery.Captures;
import org.posthorn.engine.mail.MessageId;

/// Captured mail in memory.
public final class MemoryCaptures implements Captures {
    private final MemoryStore store;
    private final int most;

    MemoryCaptures(MemoryStore store, int most) {
        this.store = store;
        this.most = most;
        store.change(this::trim);
    }

    private void trim() {
        while (store.captured.size() > most) {
            store.captured.pollFirstEntry();
        }
    }

    @Override
    public void add(Captured captured) {
        store.change(() -> {
            store.captured.put(captured.mail().id(), captured);
            trim();
        });
    }

    @Override
    public List<MessageId> ids() {
        return store.locked(() -> List.copyOf(store.captured.keySet()));
    }

    @Override
    public Optional<Captured> find(MessageId id) {
        return store.locked(() -> Optional.ofNullable(store.captured.get(id)));
    }

    @Override
    public void forget(List<MessageId> ids) {
        store.change(() -> ids.forEach(store.captured::remove));
    }
}
