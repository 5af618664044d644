package org.posthorn.api.v2.suppression;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.record.InQuery;

/// Tells of one address on the suppression list of the account, or of a tenant.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetSuppressedDestination.html
@Route(method = "GET", path = "/suppression/addresses/{EmailAddress}")
final class GetSuppressedDestination
        implements Action<GetSuppressedDestination.Request, GetSuppressedDestination.Response> {
    record Request(@InPath String emailAddress, @InQuery Optional<String> tenantName) {}

    record Response(SuppressedDestination suppressedDestination) {}

    private final Lists lists;

    GetSuppressedDestination(Lists lists) {
        this.lists = lists;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(lists.find(caller.tenant(), request.tenantName(), request.emailAddress())
                .map(entry -> SuppressedDestination.of(entry, request.tenantName()))
                .orElseThrow(() -> SuppressedDestination.unknown(request.emailAddress())));
    }
}
