package org.posthorn.engine.settings;

/// What happened on one day to the mail of a tenant that has these in common.
///
/// @param day since 1970, UTC
/// @param identity it went out under; empty when none is known
/// @param configurationSet empty without one
/// @param isp of the recipients
/// @param tenantName of the account's own tenant that it was sent for; empty without one
public record MetricDay(
        long day, String identity, String configurationSet, String isp, String tenantName, MetricCounts counts) {
    public MetricDay plus(MetricCounts more) {
        return new MetricDay(day, identity, configurationSet, isp, tenantName, counts.plus(more));
    }
}
