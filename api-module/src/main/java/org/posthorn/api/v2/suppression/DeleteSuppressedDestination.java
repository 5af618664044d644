package org.posthorn.api.v2.suppression;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.record.InQuery;
import org.posthorn.engine.suppression.SuppressionList;

/// Takes an address off the account's suppression list.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteSuppressedDestination.html
@Route(method = "DELETE", path = "/suppression/addresses/{EmailAddress}")
final class DeleteSuppressedDestination implements Action<DeleteSuppressedDestination.Request, NoResult> {
    record Request(@InPath String emailAddress, @InQuery Optional<String> tenantName) {}

    private final SuppressionList list;

    DeleteSuppressedDestination(SuppressionList list) {
        this.list = list;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        if (!list.remove(caller.tenant(), request.emailAddress())) {
            throw SuppressedDestination.unknown(request.emailAddress());
        }
        return NoResult.NO_RESULT;
    }
}
