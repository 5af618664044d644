package org.posthorn.engine.settings;

/// What happened to a tenant's mail, counted by recipients; opens and clicks by messages, each once.
///
/// @param deliveryOpen deliveries of messages whose opens are tracked
/// @param deliveryClick deliveries of messages whose links are tracked
public record MetricCounts(
        long send,
        long delivery,
        long permanentBounce,
        long transientBounce,
        long complaint,
        long open,
        long click,
        long deliveryOpen,
        long deliveryClick) {
    public static final MetricCounts NONE = new MetricCounts(0, 0, 0, 0, 0, 0, 0, 0, 0);

    public MetricCounts plus(MetricCounts more) {
        return new MetricCounts(
                send + more.send,
                delivery + more.delivery,
                permanentBounce + more.permanentBounce,
                transientBounce + more.transientBounce,
                complaint + more.complaint,
                open + more.open,
                click + more.click,
                deliveryOpen + more.deliveryOpen,
                deliveryClick + more.deliveryClick);
    }
}
