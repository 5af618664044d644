package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an export is to find, from `start` up to but without `end`.
public sealed interface ExportQuery {
    Instant start();

    Instant end();

    /// Figures by day.
    ///
    /// @param dimensions values by name, such as `ISP`
    record Metrics(
            Map<String, List<String>> dimensions, String namespace, List<Metric> metrics, Instant start, Instant end)
            implements ExportQuery {}

    /// @param name such as `SEND`
    /// @param aggregation `RATE` or `VOLUME`
    record Metric(Optional<String> name, Optional<String> aggregation) {}

    /// What became of messages.
    ///
    /// @param include only those that it covers
    /// @param exclude none that it covers
    /// @param maxResults all there are when empty, up to 10,000
    record Insights(
            Instant start,
            Instant end,
            Optional<Filters> include,
            Optional<Filters> exclude,
            Optional<Integer> maxResults)
            implements ExportQuery {}

    /// Covers a row that is in each of its lists that are not empty.
    record Filters(
            List<String> fromEmailAddress,
            List<String> destination,
            List<String> subject,
            List<String> isp,
            List<String> tenantName,
            List<String> lastDeliveryEvent,
            List<String> lastEngagementEvent) {}

    /// SES's word for the kind.
    default String type() {
        return this instanceof Metrics ? "METRICS_DATA" : "MESSAGE_INSIGHTS";
    }
}
