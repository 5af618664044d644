package org.posthorn.engine.settings;

import java.time.Instant;

/// A tenant of the installation: identities, templates, quotas and statistics of its own.
///
/// @param id twelve digits
/// @param max24HourSend recipients in any 24 hours; -1 means unlimited
/// @param maxSendRate recipients per second; -1 means unlimited
public record Account(
        String id,
        String name,
        boolean sandbox,
        double max24HourSend,
        double maxSendRate,
        boolean sendingEnabled,
        Instant createdAt) {
    public Account withSendingEnabled(boolean sendingEnabled) {
        return new Account(id, name, sandbox, max24HourSend, maxSendRate, sendingEnabled, createdAt);
    }
}
