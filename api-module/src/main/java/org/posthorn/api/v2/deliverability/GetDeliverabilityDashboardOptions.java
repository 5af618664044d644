package org.posthorn.api.v2.deliverability;

import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Unavailable;
import org.posthorn.engine.identity.Caller;

/// Tells that the dashboard is off.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetDeliverabilityDashboardOptions.html
@Route(method = "GET", path = "/deliverability-dashboard")
@Unavailable("The deliverability dashboard rests on mailboxes that AWS keeps at many providers.")
final class GetDeliverabilityDashboardOptions
        implements Action<GetDeliverabilityDashboardOptions.Request, GetDeliverabilityDashboardOptions.Response> {
    record Request() {}

    record Response(boolean dashboardEnabled) {}

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(false);
    }
}
