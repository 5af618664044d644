package org.posthorn.engine.event;

import java.time.Instant;
import java.util.Optional;

/// Which events [EventLog#search] is to find: a value, so that every store can answer it from an index.
///
/// @param since what happened earlier is left out
/// @param before goes on behind this one of an earlier answer
/// @param max events in one answer
public record EventQuery(About about, Instant since, Optional<EventLog.Entry> before, int max) {
    /// The newest events.
    public static EventQuery of(About about, Instant since, int max) {
        return new EventQuery(about, since, Optional.empty(), max);
    }

    /// The page behind the one that ends with this.
    public EventQuery behind(EventLog.Entry last) {
        return new EventQuery(about, since, Optional.of(last), max);
    }
}
