package org.posthorn.api.v2.configurationset;

import java.util.Optional;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.FeatureStatus;
import org.posthorn.engine.settings.SetOptions.Vdm;

/// What is counted of its messages.
record VdmOptions(Optional<DashboardOptions> dashboardOptions, Optional<GuardianOptions> guardianOptions) {
    record DashboardOptions(Optional<FeatureStatus> engagementMetrics) {}

    record GuardianOptions(Optional<FeatureStatus> optimizedSharedDelivery) {}

    static ConfigurationSet in(ConfigurationSet set, Optional<VdmOptions> given) {
        Optional<Vdm> said = given.map(vdm -> new Vdm(
                vdm.dashboardOptions().flatMap(DashboardOptions::engagementMetrics),
                vdm.guardianOptions().flatMap(GuardianOptions::optimizedSharedDelivery)));
        return set.withOptions(options -> options.withVdm(said));
    }

    /// Empty when it says nothing.
    static Optional<VdmOptions> of(ConfigurationSet set) {
        return set.options()
                .vdm()
                .map(said -> new VdmOptions(
                        said.engagementMetrics().map(Optional::of).map(DashboardOptions::new),
                        said.optimizedSharedDelivery().map(Optional::of).map(GuardianOptions::new)));
    }
}
