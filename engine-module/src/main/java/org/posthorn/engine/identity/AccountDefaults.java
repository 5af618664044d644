package org.posthorn.engine.identity;

/// What a new account starts with (`account.sandbox`, `account.max_24_hour_send`, `account.max_send_rate`).
///
/// @param max24HourSend recipients; -1 means unlimited
/// @param maxSendRate recipients per second; -1 means unlimited
public record AccountDefaults(boolean sandbox, double max24HourSend, double maxSendRate) {}
