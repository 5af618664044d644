package org.posthorn.api.v2.job;

import java.util.Optional;
import org.posthorn.engine.settings.ExportQuery;

/// What is exported: one of the two.
record ExportDataSource(
        Optional<MetricsDataSource> metricsDataSource, Optional<MessageInsightsDataSource> messageInsightsDataSource) {
    /// Empty unless there is one.
    Optional<ExportQuery> query() {
        return metricsDataSource.isPresent() == messageInsightsDataSource.isPresent()
                ? Optional.empty()
                : metricsDataSource
                        .<ExportQuery>map(MetricsDataSource::query)
                        .or(() -> messageInsightsDataSource.map(MessageInsightsDataSource::query));
    }

    static ExportDataSource of(ExportQuery query) {
        return switch (query) {
            case ExportQuery.Metrics metrics ->
                new ExportDataSource(Optional.of(MetricsDataSource.of(metrics)), Optional.empty());
            case ExportQuery.Insights insights ->
                new ExportDataSource(Optional.empty(), Optional.of(MessageInsightsDataSource.of(insights)));
        };
    }
}
