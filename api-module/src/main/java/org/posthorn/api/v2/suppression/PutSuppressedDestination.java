package org.posthorn.api.v2.suppression;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.settings.Suppressed;
import org.posthorn.engine.suppression.SuppressionList;

/// Puts an address on the account's suppression list, for ever, or renews its entry.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutSuppressedDestination.html
@Route(method = "PUT", path = "/suppression/addresses")
final class PutSuppressedDestination implements Action<PutSuppressedDestination.Request, NoResult> {
    record Request(String emailAddress, Suppressed.Reason reason, Optional<String> tenantName) {}

    private final SuppressionList list;

    PutSuppressedDestination(SuppressionList list) {
        this.list = list;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        list.add(caller.tenant(), request.emailAddress(), request.reason(), Optional.empty());
        return NoResult.NO_RESULT;
    }
}
