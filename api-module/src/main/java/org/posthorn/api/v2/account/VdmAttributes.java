package org.posthorn.api.v2.account;

import java.util.Optional;
import org.posthorn.engine.record.Required;
import org.posthorn.engine.settings.AccountPreferences;

/// The switches of the Virtual Deliverability Manager.
record VdmAttributes(
        @Required(tellsNull = true) FeatureStatus vdmEnabled,
        Optional<DashboardAttributes> dashboardAttributes,
        Optional<GuardianAttributes> guardianAttributes) {
    record DashboardAttributes(Optional<FeatureStatus> engagementMetrics) {}

    record GuardianAttributes(Optional<FeatureStatus> optimizedSharedDelivery) {}

    /// What is within is told while the whole is on, as SES does.
    static VdmAttributes of(AccountPreferences.Vdm vdm) {
        return new VdmAttributes(
                FeatureStatus.of(vdm.enabled()),
                vdm.engagement()
                        .filter(said -> vdm.enabled())
                        .map(FeatureStatus::of)
                        .map(status -> new DashboardAttributes(Optional.of(status))),
                vdm.optimizedDelivery()
                        .filter(said -> vdm.enabled())
                        .map(FeatureStatus::of)
                        .map(status -> new GuardianAttributes(Optional.of(status))));
    }

    AccountPreferences.Vdm toVdm() {
        return new AccountPreferences.Vdm(
                vdmEnabled.isOn(),
                dashboardAttributes
                        .flatMap(DashboardAttributes::engagementMetrics)
                        .map(FeatureStatus::isOn),
                guardianAttributes
                        .flatMap(GuardianAttributes::optimizedSharedDelivery)
                        .map(FeatureStatus::isOn));
    }
}
