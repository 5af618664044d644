package org.posthorn.store;

import org.posthorn.engine.delivery.Captures;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Notice;

/// One record of a store, decoded.
public sealed interface StoredEntry {
    /// @param value as its table knows it; secrets in it are sealed
    record Setting(String table, Tenant tenant, String name, Record value) implements StoredEntry {}

    /// A setting of a table that the reader was not told the type of.
    ///
    /// @param bytes as stored
    record OpaqueSetting(String table, Tenant tenant, String name, byte[] bytes) implements StoredEntry {}

    /// A message with a pending recipient.
    record Queued(QueuedMessage message) implements StoredEntry {}

    /// A message without one.
    record Ended(QueuedMessage message) implements StoredEntry {}

    record Happened(long position, MailEvent event) implements StoredEntry {}

    /// @param name of its row
    /// @param isDead whether it is a dead letter; else it waits
    record Noticed(String name, boolean isDead, Notice notice) implements StoredEntry {}

    record Captured(Captures.Captured captured) implements StoredEntry {}
}
