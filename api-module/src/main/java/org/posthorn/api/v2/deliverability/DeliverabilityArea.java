package org.posthorn.api.v2.deliverability;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;

/// The deliverability dashboard, which is a service of AWS.
public final class DeliverabilityArea implements Area {
    @Inject
    DeliverabilityArea() {}

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(GetDeliverabilityDashboardOptions.Request.class, new GetDeliverabilityDashboardOptions()),
                Operation.of(PutDeliverabilityDashboardOption.Request.class, new PutDeliverabilityDashboardOption()),
                Operation.of(CreateDeliverabilityTestReport.Request.class, new CreateDeliverabilityTestReport()),
                Operation.of(GetDeliverabilityTestReport.Request.class, new GetDeliverabilityTestReport()),
                Operation.of(ListDeliverabilityTestReports.Request.class, new ListDeliverabilityTestReports()),
                Operation.of(GetDomainDeliverabilityCampaign.Request.class, new GetDomainDeliverabilityCampaign()),
                Operation.of(ListDomainDeliverabilityCampaigns.Request.class, new ListDomainDeliverabilityCampaigns()),
                Operation.of(GetDomainStatisticsReport.Request.class, new GetDomainStatisticsReport()),
                Operation.of(GetBlacklistReports.Request.class, new GetBlacklistReports()));
    }
}
