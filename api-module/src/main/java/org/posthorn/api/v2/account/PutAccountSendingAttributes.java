package org.posthorn.api.v2.account;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Caller;

/// Stops what the account sends in this region, or allows it again; without a word it stops it, as SES does.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountSendingAttributes.html
@Route(method = "PUT", path = "/account/sending")
final class PutAccountSendingAttributes implements Action<PutAccountSendingAttributes.Request, NoResult> {
    record Request(Optional<Boolean> sendingEnabled) {}

    private final Accounts accounts;

    PutAccountSendingAttributes(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        accounts.setSending(caller.tenant(), request.sendingEnabled().orElse(false));
        return NoResult.NO_RESULT;
    }
}
