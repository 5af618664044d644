package org.posthorn.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.testing.AddressContract;
import org.posthorn.engine.testing.CountersContract;
import org.posthorn.engine.testing.EventLogContract;
import org.posthorn.engine.testing.KeptReportsContract;
import org.posthorn.engine.testing.MailQueueContract;
import org.posthorn.engine.testing.Ports;
import org.posthorn.engine.testing.SetAsideContract;
import org.posthorn.engine.testing.SettingsContract;
import org.posthorn.engine.testing.TestClock;

/// The ports in RocksDB keep the contracts.
class RocksStoreContractTest
        implements MailQueueContract,
                EventLogContract,
                SettingsContract,
                CountersContract,
                SetAsideContract,
                KeptReportsContract,
                AddressContract {
    @TempDir
    Path directory;

    private final List<RocksStore> stores = new ArrayList<>();

    @Override
    public Ports open(TestClock clock, long maxQueuedMessages) {
        return open(clock, maxQueuedMessages, 64 << 20);
    }

    final Ports open(TestClock clock, long maxQueuedMessages, long memoryContentBytes) {
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
            return new Ports(store.queue(), store.events(), store.settings(), store.counters());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    final void close() {
        stores.forEach(RocksStore::close);
    }
}
