package org.posthorn.api.v1.sending;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Caller;

/// Lets the account send in the caller's region, or stops it there. Without a value it stops, as an absent boolean is
/// false. What the operator has switched off stays off.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_UpdateAccountSendingEnabled.html
final class UpdateAccountSendingEnabled implements Action<UpdateAccountSendingEnabled.Request, NoResult> {
    record Request(Optional<Boolean> enabled) {}

    private final Accounts accounts;

    UpdateAccountSendingEnabled(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        accounts.setSending(caller.tenant(), request.enabled().orElse(false));
        return NoResult.NO_RESULT;
    }
}
