package org.posthorn.engine.event;

import java.time.Instant;
import java.util.Optional;

/// Which events [EventLog#search] is to find: a value, so that every store can answer it from an index.
///
/// @param since what happened earlier is left out
/// @param before goes on behind this one of an earlier answer
/// @param max events in one answer
/// @param mailOnly only the Send event of each message: one entry for each that was accepted
public record EventQuery(About about, Instant since, Optional<Place> before, int max, boolean mailOnly) {
    /// Where an event stands in the log, so that the next page can be asked for by who kept only this.
    public record Place(long position, Instant at) {}

    /// The newest events.
    public static EventQuery of(About about, Instant since, int max) {
        return new EventQuery(about, since, Optional.empty(), max, false);
    }

    /// The messages that were accepted last.
    public static EventQuery mail(About about, Instant since, int max) {
        return new EventQuery(about, since, Optional.empty(), max, true);
    }

    /// The page behind the one that ends with this.
    public EventQuery behind(EventLog.Entry last) {
        return behind(new Place(last.position(), last.event().at()));
    }

    public EventQuery behind(Place last) {
        return new EventQuery(about, since, Optional.of(last), max, mailOnly);
    }

    /// Whether an event is wanted, if it is about what is asked for.
    public boolean wants(MailEvent event) {
        return !event.at().isBefore(since) && (!mailOnly || event instanceof MailEvent.Send);
    }
}
