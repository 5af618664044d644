package org.posthorn.api.v2.deliverability;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Unavailable;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;

/// Refused: there are no mailboxes to test with.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateDeliverabilityTestReport.html
@Route(method = "POST", path = "/deliverability-dashboard/test")
@Unavailable("The deliverability dashboard rests on mailboxes that AWS keeps at many providers.")
final class CreateDeliverabilityTestReport implements Action<CreateDeliverabilityTestReport.Request, NoResult> {
    record Request() {}

    @Override
    public NoResult perform(Request request, Caller caller) {
        throw new SesException(
                SesError.INVALID_PARAMETER_VALUE,
                "Posthorn makes no inbox placement tests: they need mailboxes at many providers.");
    }
}
