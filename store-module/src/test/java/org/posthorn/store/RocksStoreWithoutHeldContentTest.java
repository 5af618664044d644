package org.posthorn.store;

import org.posthorn.engine.testing.Ports;
import org.posthorn.engine.testing.TestClock;

/// The same contracts when every lease reads from disk.
class RocksStoreWithoutHeldContentTest extends RocksStoreContractTest {
    @Override
    public Ports open(TestClock clock, long maxQueuedMessages) {
        return open(clock, maxQueuedMessages, 0);
    }
}
