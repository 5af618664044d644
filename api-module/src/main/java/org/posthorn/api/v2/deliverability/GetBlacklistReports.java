package org.posthorn.api.v2.deliverability;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Unavailable;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;

/// Refused: Posthorn asks no lists of blocked addresses.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetBlacklistReports.html
@Route(method = "GET", path = "/deliverability-dashboard/blacklist-report")
@Unavailable("The deliverability dashboard rests on mailboxes that AWS keeps at many providers.")
final class GetBlacklistReports implements Action<GetBlacklistReports.Request, NoResult> {
    record Request() {}

    @Override
    public NoResult perform(Request request, Caller caller) {
        throw new SesException(
                SesError.INVALID_PARAMETER_VALUE,
                "Posthorn has no blacklist reports: it asks no lists of blocked addresses.");
    }
}
