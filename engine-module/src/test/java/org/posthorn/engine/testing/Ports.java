package org.posthorn.engine.testing;

import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.event.Counters;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.settings.Settings;

/// The four ports of one store.
public record Ports(MailQueue queue, EventLog events, Settings settings, Counters counters) {

    /// Where a contract suite gets its store from: a test class says how to open one, and closes it after the test.
    public interface Opener {
        /// A new, empty store.
        ///
        /// @param maxQueuedMessages beyond which the queue refuses mail
        Ports open(TestClock clock, long maxQueuedMessages);

        default Ports open(TestClock clock) {
            return open(clock, 100_000);
        }
    }
}
