package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.List;

/// Whose mail an address refused lately.
///
/// @param by the accounts, the latest last
public record Refused(List<By> by) {
    public Refused {
        by = List.copyOf(by);
    }

    /// @param until when it counts no longer
    public record By(String accountId, Instant until) {}

    public boolean isOver(Instant now) {
        return by.stream().noneMatch(one -> now.isBefore(one.until()));
    }
}
