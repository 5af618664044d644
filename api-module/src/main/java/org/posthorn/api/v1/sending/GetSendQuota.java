package org.posthorn.api.v1.sending;

import org.posthorn.api.call.Action;
import org.posthorn.engine.account.SendQuota;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.settings.Account;

/// Tells what the account may send and has sent.
///
/// Differs from SES: an unlimited quota (dev mode) is shown as a billion, not as -1, since clients compare with it
/// and make rate limiters of it.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_GetSendQuota.html
final class GetSendQuota implements Action<GetSendQuota.Request, GetSendQuota.Response> {
    record Request() {}

    record Response(double max24HourSend, double maxSendRate, double sentLast24Hours) {}

    private static final double UNLIMITED = 1e9;

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
        return new Response(
                shown(account.max24HourSend()), shown(account.maxSendRate()), quota.sentLast24Hours(account.id()));
    }

    private static double shown(double limit) {
        return limit < 0 ? UNLIMITED : limit;
    }
}
