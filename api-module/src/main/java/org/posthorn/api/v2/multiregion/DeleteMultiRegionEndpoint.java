package org.posthorn.api.v2.multiregion;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Unavailable;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// There is none: see [CreateMultiRegionEndpoint].
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteMultiRegionEndpoint.html
@Route(method = "DELETE", path = "/multi-region-endpoints/{EndpointName}")
@Unavailable("An installation is one site; endpoints in several regions need SigV4A and a second one.")
final class DeleteMultiRegionEndpoint implements Action<DeleteMultiRegionEndpoint.Request, NoResult> {
    record Request(@InPath String endpointName) {}

    @Override
    public NoResult perform(Request request, Caller caller) {
        throw new SesException(
                SesError.NOT_FOUND, "Multi-region endpoint <" + request.endpointName() + "> does not exist.");
    }
}
