package org.posthorn.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import java.util.function.ToLongFunction;
import org.posthorn.engine.delivery.DeliveryLoop;
import org.posthorn.receiving.ReceiptInbox;
import org.posthorn.receiving.ReceiptRuns;

/// What comes in for accounts, and what of it waits for the operator.
public final class ReceiptMetrics {
    private final MeterRegistry registry;
    private final ReceiptInbox inbox;
    private final ReceiptRuns runs;
    private final DeliveryLoop handling;

    @Inject
    ReceiptMetrics(MeterRegistry registry, ReceiptInbox inbox, ReceiptRuns runs, DeliveryLoop handling) {
        this.registry = registry;
        this.inbox = inbox;
        this.runs = runs;
        this.handling = handling;
    }

    /// Once.
    public void register() {
        FunctionCounter.builder("posthorn_received_messages", inbox, ReceiptInbox::messages)
                .register(registry);
        FunctionCounter.builder("posthorn_received_bytes", inbox, ReceiptInbox::bytes)
                .register(registry);
        FunctionCounter.builder("posthorn_received_loops", inbox, ReceiptInbox::loops)
                .register(registry);
        recipients("handled", DeliveryLoop.Totals::delivered);
        recipients("deferred", DeliveryLoop.Totals::deferred);
        recipients("failed", DeliveryLoop.Totals::bounced);
        Gauge.builder("posthorn_received_kept", runs, ReceiptRuns::kept).register(registry);
    }

    private void recipients(String outcome, ToLongFunction<DeliveryLoop.Totals> count) {
        FunctionCounter.builder(
                        "posthorn_received_recipients", handling, loop -> count.applyAsLong(loop.receivedTotals()))
                .tag("outcome", outcome)
                .register(registry);
    }
}
