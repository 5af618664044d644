package org.posthorn.server;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.engine.delivery.DeliveryLoop;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.part.Part;
import org.posthorn.engine.part.Parts;
import org.posthorn.engine.part.Repeated;
import org.posthorn.engine.send.Sender;
import org.posthorn.metrics.AccountMetrics;
import org.posthorn.metrics.ConnectionMetrics;
import org.posthorn.metrics.DestinationMetrics;
import org.posthorn.metrics.Metrics;
import org.posthorn.metrics.ProcessMetrics;
import org.posthorn.metrics.ReceiptMetrics;
import org.posthorn.metrics.RelayFaultMetrics;
import org.posthorn.metrics.TrafficMetrics;
import org.posthorn.smtp.client.NextHops;
import org.posthorn.smtp.server.SubmissionService;

/// What is measured of the running program.
final class MetricsParts implements Parts {
    private final PrometheusMeterRegistry registry;
    private final Metrics metrics;
    private final ReceiptMetrics receipts;
    private final DestinationMetrics destinations;
    private final DeliveryLoop deliveries;
    private final MailQueue queue;
    private final Sender sender;
    private final SubmissionService submission;
    private final NextHops hops;
    private final Renewal renewal;
    private final InstantSource clock;

    @Inject
    MetricsParts(
            PrometheusMeterRegistry registry,
            Metrics metrics,
            ReceiptMetrics receipts,
            DestinationMetrics destinations,
            DeliveryLoop deliveries,
            MailQueue queue,
            Sender sender,
            SubmissionService submission,
            NextHops hops,
            Renewal renewal,
            InstantSource clock) {
        this.registry = registry;
        this.metrics = metrics;
        this.receipts = receipts;
        this.destinations = destinations;
        this.deliveries = deliveries;
        this.queue = queue;
        this.sender = sender;
        this.submission = submission;
        this.hops = hops;
        this.renewal = renewal;
        this.clock = clock;
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>(List.of(
                Part.step("figures", () -> {
                    destinations.follow(deliveries);
                    metrics.register();
                    receipts.register();
                }),
                new Part("process metrics", () -> new ProcessMetrics(registry, Version.current())),
                new Part("traffic metrics", this::traffic),
                new Part("connection metrics", () -> {
                    ConnectionMetrics connections = new ConnectionMetrics(registry, hops);
                    return Repeated.every(ConnectionMetrics.PAUSE, "connection metrics", connections::refresh);
                }),
                new Part("relay fault metrics", () -> {
                    RelayFaultMetrics faults = new RelayFaultMetrics(registry, deliveries.relayFaults());
                    return Repeated.every(AccountMetrics.PAUSE, "relay faults", faults::refresh);
                }),
                new Part("account metrics", () -> {
                    AccountMetrics accounts = new AccountMetrics(registry, queue);
                    return Repeated.every(AccountMetrics.PAUSE, "account metrics", accounts::refresh);
                })));
        if (!renewal.certificates().isEmpty()) {
            parts.add(new Part("certificate", this::certificates));
        }
        return parts;
    }

    private AutoCloseable traffic() {
        TrafficMetrics traffic = new TrafficMetrics(registry, queue, sender.acceptance(), submission, clock);
        return Repeated.every(TrafficMetrics.PAUSE, "traffic metrics", traffic::refresh);
    }

    private AutoCloseable certificates() {
        CertificateWatch watch = new CertificateWatch(renewal.certificates(), InstantSource.system());
        watch.register(registry);
        renewal.onRenewal(watch::look);
        return Repeated.every(CertificateWatch.PAUSE, "certificate", watch::look);
    }
}
