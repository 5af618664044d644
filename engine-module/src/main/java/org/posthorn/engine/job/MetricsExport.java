package org.posthorn.engine.job;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.posthorn.engine.insight.Metric;
import org.posthorn.engine.insight.MetricDays;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ExportQuery;
import org.posthorn.engine.settings.MetricCounts;
import org.posthorn.engine.settings.MetricDay;

/// Exports figures by day: a row for each day, each combination of what is asked for, and each metric.
///
/// The names of the columns are a guess: no file of SES's was seen.
@Singleton
public final class MetricsExport implements ExportSource<ExportQuery.Metrics> {
    private static final String ANY = "*";
    private static final int RATE_DIGITS = 6;

    private final MetricDays days;

    @Inject
    public MetricsExport(MetricDays days) {
        this.days = days;
    }

    @Override
    public Class<ExportQuery.Metrics> queries() {
        return ExportQuery.Metrics.class;
    }

    @Override
    public Optional<String> refusal(ExportQuery.Metrics query) {
        return query.metrics().stream()
                .flatMap(metric -> metric.name().stream())
                .filter(name -> metric(name).isEmpty())
                .findFirst()
                .map(name -> "This server does not export <" + name + ">.");
    }

    private static Optional<Metric> metric(String name) {
        return Arrays.stream(Metric.values())
                .filter(metric -> metric.name().equals(name))
                .findFirst();
    }

    @Override
    public List<String> columns(ExportQuery.Metrics query) {
        List<String> columns = new ArrayList<>(List.of("date"));
        columns.addAll(new TreeSet<>(query.dimensions().keySet()));
        columns.addAll(List.of("metric", "aggregation", "value"));
        return columns;
    }

    /// What rows are added up by, in the order they are written.
    private record Group(long day, List<String> values) {
        static int compare(Group one, Group other) {
            int byDay = Long.compare(one.day, other.day);
            return byDay != 0 ? byDay : one.values.toString().compareTo(other.values.toString());
        }
    }

    @Override
    public void find(Tenant tenant, ExportQuery.Metrics query, Rows rows) throws IOException, InterruptedException {
        Map<Group, MetricCounts> sums = new TreeMap<>(Group::compare);
        long from = MetricDays.dayOf(query.start());
        days.read(tenant, from, MetricDays.dayOf(query.end().minusMillis(1)) + 1, row -> {
            if (covers(query, row)) {
                sums.merge(group(query, row), row.counts(), MetricCounts::plus);
            }
        });
        for (Map.Entry<Group, MetricCounts> sum : sums.entrySet()) {
            rows.looked();
            for (ExportQuery.Metric asked : query.metrics()) {
                if (!rows.add(values(sum.getKey(), asked, sum.getValue()))) {
                    return;
                }
            }
        }
    }

    private static boolean covers(ExportQuery.Metrics query, MetricDay row) {
        return query.dimensions().entrySet().stream()
                .allMatch(dimension -> dimension.getValue().isEmpty()
                        || dimension.getValue().contains(ANY)
                        || dimension.getValue().contains(value(dimension.getKey(), row)));
    }

    private static Group group(ExportQuery.Metrics query, MetricDay row) {
        return new Group(
                row.day(),
                new TreeSet<>(query.dimensions().keySet())
                        .stream().map(name -> value(name, row)).toList());
    }

    private static String value(String dimension, MetricDay row) {
        return switch (dimension) {
            case "EMAIL_IDENTITY" -> row.identity();
            case "CONFIGURATION_SET" -> row.configurationSet();
            case "ISP" -> row.isp();
            case "TENANT_NAME" -> row.tenantName();
            default -> "";
        };
    }

    private static List<String> values(Group group, ExportQuery.Metric asked, MetricCounts counts) {
        String name = asked.name().orElse(Metric.SEND.name());
        String aggregation = asked.aggregation().orElse("VOLUME");
        long volume = metric(name).map(metric -> metric.of(counts)).orElse(0L);
        List<String> values =
                new ArrayList<>(List.of(LocalDate.ofEpochDay(group.day).toString()));
        values.addAll(group.values);
        values.addAll(List.of(
                name, aggregation, aggregation.equals("RATE") ? rate(volume, counts.send()) : String.valueOf(volume)));
        return values;
    }

    /// Of what was sent; none when nothing was.
    private static String rate(long part, long whole) {
        return whole == 0
                ? ""
                : BigDecimal.valueOf(part)
                        .divide(BigDecimal.valueOf(whole), RATE_DIGITS, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString();
    }
}
