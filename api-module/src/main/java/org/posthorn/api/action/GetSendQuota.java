package org.posthorn.api.action;

import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.send.Caller;
import org.posthorn.engine.send.SendQuota;
import org.posthorn.engine.settings.Account;

/// Tells what the account may send and has sent.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_GetSendQuota.html
final class GetSendQuota implements Action<GetSendQuota.Request, GetSendQuota.Response> {
    record Request() {}

    record Response(double max24HourSend, double maxSendRate, double sentLast24Hours) {}

    private final Accounts accounts;
    private final SendQuota quota;

    GetSendQuota(Accounts accounts, SendQuota quota) {
        this.accounts = accounts;
        this.quota = quota;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Account account = accounts.find(caller.tenant().accountId())
                .orElseThrow(() -> new IllegalStateException("a caller without an account"));
        return new Response(account.max24HourSend(), account.maxSendRate(), quota.sentLast24Hours(caller.tenant()));
    }
}
