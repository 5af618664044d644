package org.posthorn.api.v2.multiregion;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Unavailable;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;

/// Refused: an installation is one site.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateMultiRegionEndpoint.html
@Route(method = "POST", path = "/multi-region-endpoints")
@Unavailable("An installation is one site; endpoints in several regions need SigV4A and a second one.")
final class CreateMultiRegionEndpoint implements Action<CreateMultiRegionEndpoint.Request, NoResult> {
    record Request() {}

    @Override
    public NoResult perform(Request request, Caller caller) {
        throw new SesException(
                SesError.INVALID_PARAMETER_VALUE,
                "Posthorn has no multi-region endpoints: an installation is one site.");
    }
}
