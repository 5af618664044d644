package org.posthorn.engine.settings;

import java.time.Instant;

/// Something that an identity's owner could do better, or has.
///
/// @param identity whom it is about
/// @param updatedAt when its status or its text last changed
public record Recommendation(
        String identity,
        Type type,
        String description,
        Status status,
        Impact impact,
        Instant createdAt,
        Instant updatedAt) {
    /// What it is about; the last three are never recommended here.
    public enum Type {
        DKIM,
        DMARC,
        SPF,
        BIMI,
        COMPLAINT,
        BOUNCE,
        FEEDBACK_3P,
        IP_LISTING
    }

    /// Whether it still holds.
    public enum Status {
        OPEN,
        FIXED
    }

    /// On how mail is received.
    public enum Impact {
        LOW,
        HIGH
    }
}
