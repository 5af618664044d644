package org.posthorn.engine.delivery;

import java.util.Map;

/// Hands a message to the next hop. Safe for use by many threads; blocks, with a limit on every wait.
public interface Relay {
    /// Attempts delivery to the lease's recipients.
    ///
    /// @return an outcome for each address of the lease; an address without one counts as deferred
    Map<String, Outcome> deliver(Lease lease);
}
