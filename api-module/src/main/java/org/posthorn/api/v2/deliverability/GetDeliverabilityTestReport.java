package org.posthorn.api.v2.deliverability;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Unavailable;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// There is none: see [CreateDeliverabilityTestReport].
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetDeliverabilityTestReport.html
@Route(method = "GET", path = "/deliverability-dashboard/test-reports/{ReportId}")
@Unavailable("The deliverability dashboard rests on mailboxes that AWS keeps at many providers.")
final class GetDeliverabilityTestReport implements Action<GetDeliverabilityTestReport.Request, NoResult> {
    record Request(@InPath String reportId) {}

    @Override
    public NoResult perform(Request request, Caller caller) {
        throw new SesException(SesError.NOT_FOUND, "Report <" + request.reportId() + "> does not exist.");
    }
}
