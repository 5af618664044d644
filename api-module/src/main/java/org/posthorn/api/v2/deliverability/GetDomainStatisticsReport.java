package org.posthorn.api.v2.deliverability;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Unavailable;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// There is none: nobody watches mailboxes at other providers.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetDomainStatisticsReport.html
@Route(method = "GET", path = "/deliverability-dashboard/statistics-report/{Domain}")
@Unavailable("The deliverability dashboard rests on mailboxes that AWS keeps at many providers.")
final class GetDomainStatisticsReport implements Action<GetDomainStatisticsReport.Request, NoResult> {
    record Request(@InPath String domain) {}

    @Override
    public NoResult perform(Request request, Caller caller) {
        throw new SesException(
                SesError.NOT_FOUND, "The deliverability dashboard has no data of <" + request.domain() + ">.");
    }
}
