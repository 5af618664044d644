package org.posthorn.api.v2.suppression;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.settings.Suppressed;

/// Puts an address on the suppression list of the account, or of a tenant, for ever, or renews its entry.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutSuppressedDestination.html
@Route(method = "PUT", path = "/suppression/addresses")
final class PutSuppressedDestination implements Action<PutSuppressedDestination.Request, NoResult> {
    record Request(String emailAddress, Suppressed.Reason reason, Optional<String> tenantName) {}

    private final Lists lists;

    PutSuppressedDestination(Lists lists) {
        this.lists = lists;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        lists.add(caller.tenant(), request.tenantName(), request.emailAddress(), request.reason());
        return NoResult.NO_RESULT;
    }
}
