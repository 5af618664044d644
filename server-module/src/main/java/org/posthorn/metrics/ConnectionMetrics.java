package org.posthorn.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.smtp.client.NextHops;

/// The SMTP connections to each host that has some now. A host serves any number of destinations, so these figures are
/// not theirs; there are as many as pools of connections, 1,000 at most.
public final class ConnectionMetrics {
    public static final Duration PAUSE = Duration.ofSeconds(5);

    private final NextHops hosts;
    private final MultiGauge gauge;

    public ConnectionMetrics(MeterRegistry registry, NextHops hosts) {
        this.hosts = hosts;
        this.gauge = MultiGauge.builder("posthorn_smtp_connections").register(registry);
    }

    public void refresh() {
        List<MultiGauge.Row<Number>> rows = new ArrayList<>();
        hosts.connections().forEach((host, connections) -> {
            rows.add(MultiGauge.Row.of(Tags.of("host", host, "state", "busy"), connections.busy()));
            rows.add(MultiGauge.Row.of(Tags.of("host", host, "state", "idle"), connections.idle()));
        });
        gauge.register(rows, true);
    }
}
