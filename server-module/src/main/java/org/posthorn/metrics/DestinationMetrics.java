package org.posthorn.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.posthorn.engine.delivery.DeliveryLoop;
import org.posthorn.engine.delivery.DestinationView;

/// The metrics of each destination, for the first [#MOST] that are used; the others share the name `other` in the
/// latency histogram and have no gauges, since every name is a time series for ever.
@Singleton
public final class DestinationMetrics implements DeliveryLoop.AttemptListener {
    static final int MOST = 200;
    private static final String OTHER = "other";
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final MeterRegistry registry;
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private volatile Supplier<Map<String, DestinationView>> views = Map::of;

    @Inject
    public DestinationMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /// Where the state of the destinations is read.
    public void follow(DeliveryLoop deliveries) {
        views = new Snapshot(deliveries);
    }

    @Override
    public void attempted(String destination, Duration took) {
        Timer timer = timers.get(destination);
        if (timer == null) {
            timer = timers.computeIfAbsent(timers.size() < MOST ? destination : OTHER, this::register);
        }
        timer.record(took);
    }

    private Timer register(String destination) {
        if (!destination.equals(OTHER)) {
            gauge("posthorn_destination_queued", destination, DestinationView::queued);
            gauge("posthorn_destination_active", destination, DestinationView::active);
            gauge("posthorn_destination_window", destination, DestinationView::window);
            gauge("posthorn_destination_suspended", destination, view -> view.suspended() || view.paused() ? 1 : 0);
            counter("posthorn_destination_delivered", destination, DestinationView::delivered);
            counter("posthorn_destination_deferred", destination, DestinationView::deferred);
            counter("posthorn_destination_bounced", destination, DestinationView::bounced);
        }
        return Timer.builder("posthorn_destination_attempt")
                .tag("destination", destination)
                .serviceLevelObjectives(
                        Duration.ofMillis(10),
                        Duration.ofMillis(50),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5))
                .register(registry);
    }

    private void gauge(String name, String destination, ToDoubleFunction<DestinationView> value) {
        Gauge.builder(name, this, metrics -> metrics.value(destination, value))
                .tag("destination", destination)
                .strongReference(true)
                .register(registry);
    }

    private void counter(String name, String destination, ToDoubleFunction<DestinationView> value) {
        FunctionCounter.builder(name, this, metrics -> metrics.value(destination, value))
                .tag("destination", destination)
                .register(registry);
    }

    /// Zero when the destination has been idle for so long that it was forgotten.
    private double value(String destination, ToDoubleFunction<DestinationView> value) {
        DestinationView view = views.get().get(destination);
        return view == null ? 0 : value.applyAsDouble(view);
    }

    /// One look at all destinations serves a whole scrape.
    private static final class Snapshot implements Supplier<Map<String, DestinationView>> {
        private final DeliveryLoop deliveries;
        private Map<String, DestinationView> views = Map.of();
        private long takenAt = System.nanoTime() - FRESH.toNanos();

        Snapshot(DeliveryLoop deliveries) {
            this.deliveries = deliveries;
        }

        @Override
        public synchronized Map<String, DestinationView> get() {
            long now = System.nanoTime();
            if (now - takenAt >= FRESH.toNanos()) {
                views = deliveries.destinations().stream()
                        .collect(Collectors.toMap(DestinationView::name, view -> view));
                takenAt = now;
            }
            return views;
        }
    }
}
