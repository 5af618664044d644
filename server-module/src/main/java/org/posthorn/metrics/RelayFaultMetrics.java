package org.posthorn.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.Set;
import org.posthorn.engine.delivery.RelayFaults;

/// How often each relay of ours refused us, and why: as many series as [RelayFaults] remembers.
public final class RelayFaultMetrics {
    private final MeterRegistry registry;
    private final RelayFaults faults;
    private final Set<RelayFaults.Key> registered = new HashSet<>();

    public RelayFaultMetrics(MeterRegistry registry, RelayFaults faults) {
        this.registry = registry;
        this.faults = faults;
    }

    public void refresh() {
        for (RelayFaults.Key key : faults.counts().keySet()) {
            if (registered.add(key)) {
                FunctionCounter.builder(
                                "posthorn_setup_faults", faults, f -> f.counts().getOrDefault(key, 0L))
                        .tag("host", key.host())
                        .tag("reason", key.reason().name())
                        .register(registry);
            }
        }
    }
}
