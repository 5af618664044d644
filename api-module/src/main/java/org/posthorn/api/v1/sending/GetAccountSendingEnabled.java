package org.posthorn.api.v1.sending;

import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Caller;

/// Tells whether the account may send in the caller's region.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_GetAccountSendingEnabled.html
final class GetAccountSendingEnabled
        implements Action<GetAccountSendingEnabled.Request, GetAccountSendingEnabled.Response> {
    record Request() {}

    record Response(boolean enabled) {}

    private final Accounts accounts;

    GetAccountSendingEnabled(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(accounts.maySend(caller.tenant()));
    }
}
