package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.Optional;

/// One message on its way to one subscription.
///
/// @param messageId a UUID
/// @param attempts that failed
/// @param due not before this
/// @param lastError of the newest attempt; empty before it
public record Notice(
        Kind kind,
        String messageId,
        Subscription to,
        Optional<String> subject,
        String message,
        Instant at,
        int attempts,
        Instant due,
        String lastError) {
    /// The kinds of messages of SNS; the constants are the wire words.
    public enum Kind {
        Notification,
        SubscriptionConfirmation,
        UnsubscribeConfirmation
    }

    /// The same after an attempt that failed.
    public Notice after(String error, Instant due) {
        return new Notice(kind, messageId, to, subject, message, at, attempts + 1, due, error);
    }

    /// The same, to be tried from the beginning.
    public Notice afresh(Instant now) {
        return new Notice(kind, messageId, to, subject, message, now, 0, now, lastError);
    }
}
