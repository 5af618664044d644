package org.posthorn.api.v2.deliverability;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Unavailable;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;

/// Takes that the dashboard stays off.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutDeliverabilityDashboardOption.html
@Route(method = "PUT", path = "/deliverability-dashboard")
@Unavailable("The deliverability dashboard rests on mailboxes that AWS keeps at many providers.")
final class PutDeliverabilityDashboardOption implements Action<PutDeliverabilityDashboardOption.Request, NoResult> {
    record Request(boolean dashboardEnabled) {}

    @Override
    public NoResult perform(Request request, Caller caller) {
        if (request.dashboardEnabled()) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "Posthorn has no deliverability dashboard: it rests on mailboxes that AWS keeps at many providers.");
        }
        return NoResult.NO_RESULT;
    }
}
