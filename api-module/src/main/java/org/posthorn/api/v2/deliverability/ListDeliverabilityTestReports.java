package org.posthorn.api.v2.deliverability;

import java.util.List;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Unavailable;
import org.posthorn.engine.identity.Caller;

/// There are none: see [CreateDeliverabilityTestReport].
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListDeliverabilityTestReports.html
@Route(method = "GET", path = "/deliverability-dashboard/test-reports")
@Unavailable("The deliverability dashboard rests on mailboxes that AWS keeps at many providers.")
final class ListDeliverabilityTestReports
        implements Action<ListDeliverabilityTestReports.Request, ListDeliverabilityTestReports.Response> {
    record Request() {}

    record Response(List<NoResult> deliverabilityTestReports) {}

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(List.of());
    }
}
