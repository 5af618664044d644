package org.posthorn.dist;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.feedback.publish.EventMetrics;

/// The metrics of CloudWatch destinations: `posthorn_ses_events_by_{dimensions}_total`, with the dimensions as labels
/// and the event as label `event`.
///
/// A message's tags choose the values, so the series are bounded: beyond [#MOST_SERIES], new values count as `other`.
final class SesEventMetrics implements EventMetrics {
    static final int MOST_SERIES = 1_000;
    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final Set<String> series = ConcurrentHashMap.newKeySet();

    SesEventMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void count(String metric, Map<String, String> dimensions) {
        TreeMap<String, String> labels = new TreeMap<>();
        dimensions.forEach((name, value) -> labels.put(name(name), value));
        String key = metric + labels;
        if (!series.contains(key)) {
            if (series.size() < MOST_SERIES) {
                series.add(key);
            } else {
                labels.replaceAll((name, value) -> OTHER);
            }
        }
        Tags tags = Tags.of("event", metric);
        for (Map.Entry<String, String> label : labels.entrySet()) {
            tags = tags.and(label.getKey(), label.getValue());
        }
        Counter.builder("posthorn_ses_events_by_" + String.join("_", labels.keySet()))
                .tags(tags)
                .register(registry)
                .increment();
    }

    @Override
    public void countReputation(Tenant tenant, String configurationSet, String event) {
        boolean room = series.contains(tenant + configurationSet) || series.size() < MOST_SERIES;
        if (room) {
            series.add(tenant + configurationSet);
        }
        Counter.builder("posthorn_reputation_messages")
                .tag("account", tenant.accountId())
                .tag("region", room ? tenant.region() : OTHER)
                .tag("configuration_set", room ? configurationSet : OTHER)
                .tag("event", event)
                .register(registry)
                .increment();
    }

    /// As Prometheus takes it for a label.
    private static String name(String dimension) {
        String name = dimension.replaceAll("[^A-Za-z0-9_]", "_");
        return name.equals("event") || Character.isDigit(name.charAt(0)) ? "_" + name : name;
    }
}
