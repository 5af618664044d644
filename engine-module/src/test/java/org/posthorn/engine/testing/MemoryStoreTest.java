package org.posthorn.engine.testing;

/// The memory ports keep the contracts.
class MemoryStoreTest
        implements MailQueueContract,
                EventLogContract,
                SettingsContract,
                CountersContract,
                SetAsideContract,
                KeptReportsContract,
                AddressContract {
    @Override
    public Ports open(TestClock clock, long maxQueuedMessages) {
        return new MemoryStore(clock, maxQueuedMessages).ports();
    }
}
