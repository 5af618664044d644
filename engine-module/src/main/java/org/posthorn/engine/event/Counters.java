package org.posthorn.engine.event;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.posthorn.engine.mail.Tenant;

/// Durable counts per tenant and minute, for quotas and statistics.
///
/// There is no `add`: counts are written by the queue and the event log in the batch of the events they count
/// ([Counts#of]), so that they can't drift from them. Several writers add up.
public interface Counters {
    /// The length of one window.
    Duration WINDOW = Duration.ofMinutes(1);

    /// How long windows are kept: GetSendStatistics reports two weeks.
    Duration RETENTION = Duration.ofDays(14);

    /// The windows of a tenant that start at or after `from`, oldest first, empty windows left out.
    List<Window> read(Tenant tenant, Instant from);

    /// @param start a whole minute
    record Window(Instant start, Counts counts) {}
}
