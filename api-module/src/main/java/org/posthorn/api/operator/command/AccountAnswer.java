package org.posthorn.api.operator.command;

import org.posthorn.engine.settings.Account;

/// An account for operators.
///
/// @param max24HourSend recipients in 24 hours; -1 for unlimited
/// @param maxSendRate recipients a second; -1 for unlimited
public record AccountAnswer(
        String id, String name, boolean sandbox, double max24HourSend, double maxSendRate, boolean sendingEnabled) {
    static AccountAnswer of(Account account) {
        return new AccountAnswer(
                account.id(),
                account.name(),
                account.sandbox(),
                account.max24HourSend(),
                account.maxSendRate(),
                account.sendingEnabled());
    }
}
