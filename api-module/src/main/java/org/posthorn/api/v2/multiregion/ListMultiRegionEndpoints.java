package org.posthorn.api.v2.multiregion;

import java.util.List;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Unavailable;
import org.posthorn.engine.identity.Caller;

/// There are none: see [CreateMultiRegionEndpoint].
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListMultiRegionEndpoints.html
@Route(method = "GET", path = "/multi-region-endpoints")
@Unavailable("An installation is one site; endpoints in several regions need SigV4A and a second one.")
final class ListMultiRegionEndpoints
        implements Action<ListMultiRegionEndpoints.Request, ListMultiRegionEndpoints.Response> {
    record Request() {}

    record Response(List<NoResult> multiRegionEndpoints) {}

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(List.of());
    }
}
