package org.posthorn.engine.settings;

import java.time.Instant;

/// An endpoint that gets what is published to a topic.
///
/// @param id a UUID
/// @param endpoint an HTTP or HTTPS URL
/// @param raw whether it gets the message alone, without SNS's envelope
/// @param confirmed whether the endpoint said that it wants it
public record Subscription(
        String id, String topicArn, String endpoint, boolean raw, boolean confirmed, Instant createdAt) {
    /// `arn:aws:sns:{region}:{account}:{topic}:{id}`.
    public String arn() {
        return topicArn + ":" + id;
    }

    public Subscription asConfirmed() {
        return new Subscription(id, topicArn, endpoint, raw, true, createdAt);
    }
}
