package org.posthorn.api.v2.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.record.Bounds;
import org.posthorn.engine.settings.ExportQuery;

/// What became of messages.
record MessageInsightsDataSource(
        Instant startDate,
        Instant endDate,
        Optional<MessageInsightsFilters> include,
        Optional<MessageInsightsFilters> exclude,
        @Bounds(min = 1, max = 10_000) Optional<Integer> maxResults) {
    enum DeliveryEventType {
        SEND,
        DELIVERY,
        TRANSIENT_BOUNCE,
        PERMANENT_BOUNCE,
        UNDETERMINED_BOUNCE,
        COMPLAINT
    }

    enum EngagementEventType {
        OPEN,
        CLICK
    }

    record MessageInsightsFilters(
            @Bounds(max = 5) List<String> fromEmailAddress,
            @Bounds(max = 5) List<String> destination,
            @Bounds(max = 1) List<String> subject,
            @Bounds(max = 5) List<String> isp,
            @Bounds(max = 5) List<String> tenantName,
            @Bounds(max = 5) List<DeliveryEventType> lastDeliveryEvent,
            @Bounds(max = 2) List<EngagementEventType> lastEngagementEvent) {
        ExportQuery.Filters filters() {
            return new ExportQuery.Filters(
                    fromEmailAddress,
                    destination,
                    subject,
                    isp,
                    tenantName,
                    lastDeliveryEvent.stream().map(DeliveryEventType::name).toList(),
                    lastEngagementEvent.stream().map(EngagementEventType::name).toList());
        }

        static MessageInsightsFilters of(ExportQuery.Filters filters) {
            return new MessageInsightsFilters(
                    filters.fromEmailAddress(),
                    filters.destination(),
                    filters.subject(),
                    filters.isp(),
                    filters.tenantName(),
                    filters.lastDeliveryEvent().stream()
                            .map(DeliveryEventType::valueOf)
                            .toList(),
                    filters.lastEngagementEvent().stream()
                            .map(EngagementEventType::valueOf)
                            .toList());
        }
    }

    ExportQuery.Insights query() {
        return new ExportQuery.Insights(
                startDate,
                endDate,
                include.map(MessageInsightsFilters::filters),
                exclude.map(MessageInsightsFilters::filters),
                maxResults);
    }

    static MessageInsightsDataSource of(ExportQuery.Insights query) {
        return new MessageInsightsDataSource(
                query.start(),
                query.end(),
                query.include().map(MessageInsightsFilters::of),
                query.exclude().map(MessageInsightsFilters::of),
                query.maxResults());
    }
}
