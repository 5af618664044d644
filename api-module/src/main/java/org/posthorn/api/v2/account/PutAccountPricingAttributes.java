package org.posthorn.api.v2.account;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Unavailable;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;

/// Takes that nothing is paid for.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountPricingAttributes.html
@Route(method = "PUT", path = "/account/pricing-attributes")
@Unavailable("Nothing is billed; the plan is `NONE`.")
final class PutAccountPricingAttributes implements Action<PutAccountPricingAttributes.Request, NoResult> {
    record Request(PricingPlan plan) {}

    @Override
    public NoResult perform(Request request, Caller caller) {
        if (request.plan() != PricingPlan.NONE) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE, "Posthorn has no plan but NONE: nothing is billed.");
        }
        return NoResult.NO_RESULT;
    }
}
