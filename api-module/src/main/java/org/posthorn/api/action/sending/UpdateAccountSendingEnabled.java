package org.posthorn.api.action.sending;

import java.util.Optional;
import org.posthorn.api.action.Action;
import org.posthorn.api.action.NoResult;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.send.Caller;

/// Lets the account send, or stops it. Without a value it stops, as an absent boolean is false.
///
/// Differs from SES: the switch holds for the account in every region, not in one.
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
        boolean enabled = request.enabled().orElse(false);
        accounts.update(caller.tenant().accountId(), account -> account.withSendingEnabled(enabled));
        return NoResult.NO_RESULT;
    }
}
