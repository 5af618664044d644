package org.posthorn.api.v2.suppression;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.record.InQuery;
import org.posthorn.engine.suppression.SuppressionList;

/// Tells of one address on the account's suppression list.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetSuppressedDestination.html
@Route(method = "GET", path = "/suppression/addresses/{EmailAddress}")
final class GetSuppressedDestination
        implements Action<GetSuppressedDestination.Request, GetSuppressedDestination.Response> {
    record Request(@InPath String emailAddress, @InQuery Optional<String> tenantName) {}

    record Response(SuppressedDestination suppressedDestination) {}

    private final SuppressionList list;

    GetSuppressedDestination(SuppressionList list) {
        this.list = list;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(list.of(caller.tenant(), request.emailAddress())
                .map(SuppressedDestination::of)
                .orElseThrow(() -> SuppressedDestination.unknown(request.emailAddress())));
    }
}
