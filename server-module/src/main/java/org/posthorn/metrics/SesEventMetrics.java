package org.posthorn.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.feedback.publish.EventMetrics;

/// The metrics of CloudWatch destinations: `posthorn_ses_events_by_{dimensions}_total`, with the dimensions as labels,
/// the account as label `account` and the event as label `event`.
///
/// A message's tags choose the values, so the series are bounded, those of each account and all together: beyond
/// [#MOST_SERIES_OF_ACCOUNT] and [#MOST_SERIES] new values count as `other`.
@Singleton
public final class SesEventMetrics implements EventMetrics {
    static final int MOST_SERIES = 10_000;
    static final int MOST_SERIES_OF_ACCOUNT = 1_000;
    /// Each combination of dimensions is a metric of its own, with `other` as its last series.
    static final int MOST_METRICS_OF_ACCOUNT = 50;

    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final Map<String, Series> accounts = new ConcurrentHashMap<>();
    private int series;

    @Inject
    public SesEventMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /// What an account has series for.
    private record Series(Set<String> values, Set<String> metrics) {
        Series() {
            this(ConcurrentHashMap.newKeySet(), ConcurrentHashMap.newKeySet());
        }
    }

    @Override
    public void count(Tenant tenant, String metric, Map<String, String> dimensions) {
        TreeMap<String, String> labels = new TreeMap<>();
        dimensions.forEach((name, value) -> labels.put(name(name), value));
        String name = "posthorn_ses_events_by_" + String.join("_", labels.keySet());
        Series known = accounts.computeIfAbsent(tenant.accountId(), account -> new Series());
        if (!known.metrics().contains(name)) {
            if (known.metrics().size() >= MOST_METRICS_OF_ACCOUNT) {
                return;
            }
            known.metrics().add(name);
        }
        if (!room(known, metric + labels)) {
            labels.replaceAll((label, value) -> OTHER);
        }
        Tags tags = Tags.of("event", metric, "account", tenant.accountId());
        for (Map.Entry<String, String> label : labels.entrySet()) {
            tags = tags.and(label.getKey(), label.getValue());
        }
        Counter.builder(name).tags(tags).register(registry).increment();
    }

    @Override
    public void countReputation(Tenant tenant, String configurationSet, String event) {
        Series known = accounts.computeIfAbsent(tenant.accountId(), account -> new Series());
        boolean room = room(known, tenant.region() + "/" + configurationSet);
        Counter.builder("posthorn_reputation_messages")
                .tag("account", tenant.accountId())
                .tag("region", room ? tenant.region() : OTHER)
                .tag("configuration_set", room ? configurationSet : OTHER)
                .tag("event", event)
                .register(registry)
                .increment();
    }

    private synchronized boolean room(Series known, String key) {
        if (known.values().contains(key)) {
            return true;
        }
        if (known.values().size() >= MOST_SERIES_OF_ACCOUNT || series >= MOST_SERIES) {
            return false;
        }
        series++;
        return known.values().add(key);
    }

    /// As Prometheus takes it for a label, and none of ours.
    private static String name(String dimension) {
        StringBuilder name = new StringBuilder(dimension.length() + 1);
        dimension.chars().forEach(c -> name.append(isOfLabel(c) ? (char) c : '_'));
        String label = name.toString();
        return label.equals("event") || label.equals("account") || label.charAt(0) <= '9' ? "_" + label : label;
    }

    private static boolean isOfLabel(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
}
