package org.posthorn.engine.insight;

import java.util.function.ToLongFunction;
import org.posthorn.engine.settings.MetricCounts;

/// What can be asked for of the days (SES API v2 Reference, "BatchGetMetricDataQuery"), in SES's own order.
///
/// Differs from SES: which mailboxes report complaints is not known, so all deliveries are ones that could bring some.
@SuppressWarnings("ImmutableEnumChecker") // its functions hold no state
public enum Metric {
    DELIVERY_COMPLAINT(MetricCounts::delivery),
    CLICK(MetricCounts::click),
    SEND(MetricCounts::send),
    OPEN(MetricCounts::open),
    COMPLAINT(MetricCounts::complaint),
    DELIVERY(MetricCounts::delivery),
    DELIVERY_OPEN(MetricCounts::deliveryOpen),
    PERMANENT_BOUNCE(MetricCounts::permanentBounce),
    DELIVERY_CLICK(MetricCounts::deliveryClick),
    TRANSIENT_BOUNCE(MetricCounts::transientBounce);

    private final ToLongFunction<MetricCounts> count;

    Metric(ToLongFunction<MetricCounts> count) {
        this.count = count;
    }

    public long of(MetricCounts counts) {
        return count.applyAsLong(counts);
    }
}
