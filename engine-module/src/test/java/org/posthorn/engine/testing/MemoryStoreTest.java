package org.posthorn.engine.testing;

import java.util.function.Function;
import java.util.function.IntFunction;
import org.posthorn.engine.delivery.Captures;
import org.posthorn.engine.topic.NoticeRoom;
import org.posthorn.engine.topic.Notices;

/// The memory ports keep the contracts.
class MemoryStoreTest
        implements MailQueueContract,
                EventLogContract,
                SettingsContract,
                CountersContract,
                SetAsideContract,
                KeptReportsContract,
                NoticesContract,
                CapturesContract,
                AddressContract {
    @Override
    public Ports open(TestClock clock, long maxQueuedMessages) {
        return new MemoryStore(clock, maxQueuedMessages).ports();
    }

    @Override
    public Function<NoticeRoom, Notices> notices() {
        return new MemoryStore(new TestClock())::notices;
    }

    @Override
    public IntFunction<Captures> captures() {
        return new MemoryStore(new TestClock())::captures;
    }
}
