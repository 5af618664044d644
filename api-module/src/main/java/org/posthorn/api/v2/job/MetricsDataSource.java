package org.posthorn.api.v2.job;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.record.Bounds;
import org.posthorn.engine.record.Required;
import org.posthorn.engine.settings.ExportQuery;

/// Figures by day.
record MetricsDataSource(
        @Required @Bounds(min = 1, max = 3) Map<String, List<String>> dimensions,
        MetricNamespace namespace,
        @Required @Bounds(min = 1, max = 10) List<ExportMetric> metrics,
        Instant startDate,
        Instant endDate) {
    enum MetricNamespace {
        VDM
    }

    /// In AWS's own order.
    enum Metric {
        DELIVERY_COMPLAINT,
        CLICK,
        SEND,
        OPEN,
        COMPLAINT,
        DELIVERY,
        DELIVERY_OPEN,
        PERMANENT_BOUNCE,
        DELIVERY_CLICK,
        TRANSIENT_BOUNCE
    }

    enum MetricAggregation {
        RATE,
        VOLUME
    }

    record ExportMetric(Optional<Metric> name, Optional<MetricAggregation> aggregation) {}

    ExportQuery.Metrics query() {
        return new ExportQuery.Metrics(
                dimensions,
                namespace.name(),
                metrics.stream()
                        .map(metric -> new ExportQuery.Metric(
                                metric.name.map(Metric::name), metric.aggregation.map(MetricAggregation::name)))
                        .toList(),
                startDate,
                endDate);
    }

    static MetricsDataSource of(ExportQuery.Metrics query) {
        return new MetricsDataSource(
                query.dimensions(),
                MetricNamespace.valueOf(query.namespace()),
                query.metrics().stream()
                        .map(metric -> new ExportMetric(
                                metric.name().map(Metric::valueOf),
                                metric.aggregation().map(MetricAggregation::valueOf)))
                        .toList(),
                query.start(),
                query.end());
    }
}
