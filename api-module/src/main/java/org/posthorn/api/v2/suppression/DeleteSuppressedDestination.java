package org.posthorn.api.v2.suppression;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.record.InQuery;

/// Takes an address off the suppression list of the account, or of a tenant.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteSuppressedDestination.html
@Route(method = "DELETE", path = "/suppression/addresses/{EmailAddress}")
final class DeleteSuppressedDestination implements Action<DeleteSuppressedDestination.Request, NoResult> {
    record Request(@InPath String emailAddress, @InQuery Optional<String> tenantName) {}

    private final Lists lists;

    DeleteSuppressedDestination(Lists lists) {
        this.lists = lists;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        if (!lists.remove(caller.tenant(), request.tenantName(), request.emailAddress())) {
            throw SuppressedDestination.unknown(request.emailAddress());
        }
        return NoResult.NO_RESULT;
    }
}
