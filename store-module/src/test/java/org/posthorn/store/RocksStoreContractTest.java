package org.posthorn.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.delivery.Captures;
import org.posthorn.engine.testing.AddressContract;
import org.posthorn.engine.testing.CapturesContract;
import org.posthorn.engine.testing.CountersContract;
import org.posthorn.engine.testing.EventLogContract;
import org.posthorn.engine.testing.KeptReportsContract;
import org.posthorn.engine.testing.MailQueueContract;
import org.posthorn.engine.testing.NoticesContract;
import org.posthorn.engine.testing.Ports;
import org.posthorn.engine.testing.SetAsideContract;
import org.posthorn.engine.testing.SettingsContract;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.topic.NoticeRoom;
import org.posthorn.engine.topic.Notices;

/// The ports in RocksDB keep the contracts.
class RocksStoreContractTest
        implements MailQueueContract,
                EventLogContract,
                SettingsContract,
                CountersContract,
                SetAsideContract,
                KeptReportsContract,
                NoticesContract,
                CapturesContract,
                AddressContract {
    @TempDir
    Path directory;

    private final List<RocksStore> stores = new ArrayList<>();

    @Override
    public Ports open(TestClock clock, long maxQueuedMessages) {
        return open(clock, maxQueuedMessages, 64 << 20);
    }

    @Override
    public Function<NoticeRoom, Notices> notices() {
        return opened(new TestClock(), 100, 0)::notices;
    }

    @Override
    public IntFunction<Captures> captures() {
        return opened(new TestClock(), 100, 0)::captures;
    }

    final Ports open(TestClock clock, long maxQueuedMessages, long memoryContentBytes) {
        RocksStore store = opened(clock, maxQueuedMessages, memoryContentBytes);
        return new Ports(store.queue(), store.events(), store.settings(), store.counters());
    }

    private RocksStore opened(TestClock clock, long maxQueuedMessages, long memoryContentBytes) {
        try {
            RocksStore store = RocksStore.open(
                    new StoreConfig(
                            directory.resolve("db" + stores.size()),
                            maxQueuedMessages,
                            0,
                            memoryContentBytes,
                            Duration.ofDays(14),
                            1_000_000),
                    clock);
            stores.add(store);
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    final void close() {
        stores.forEach(RocksStore::close);
    }
}
