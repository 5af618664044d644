package org.posthorn.engine.identity;

import java.util.List;
import org.posthorn.engine.settings.Suppressed;

/// What a new account starts with (`account.sandbox`, `account.max_24_hour_send`, `account.max_send_rate`,
/// `suppression.reasons`).
///
/// @param max24HourSend recipients; -1 means unlimited
/// @param maxSendRate recipients per second; -1 means unlimited
/// @param suppressedReasons for which addresses come on its suppression list
public record AccountDefaults(
        boolean sandbox, double max24HourSend, double maxSendRate, List<Suppressed.Reason> suppressedReasons) {
    public AccountDefaults {
        suppressedReasons = List.copyOf(suppressedReasons);
    }

    /// Addresses come there for every reason.
    public AccountDefaults(boolean sandbox, double max24HourSend, double maxSendRate) {
        this(sandbox, max24HourSend, maxSendRate, List.of(Suppressed.Reason.values()));
    }
}
