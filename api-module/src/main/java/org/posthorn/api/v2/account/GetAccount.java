package org.posthorn.api.v2.account;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.account.Preferences;
import org.posthorn.engine.account.SendQuota;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.settings.Account;
import org.posthorn.engine.settings.AccountPreferences;
import org.posthorn.engine.settings.SuppressionChoice;
import org.posthorn.engine.suppression.AccountSuppression;

/// Tells what the account may send and has sent, and what it has said of itself.
///
/// Differs from SES: an unlimited quota is shown as a billion, as in API v1. `SHUTDOWN` is an account that the
/// operator, or its reputation, has switched off; there is no `PROBATION`.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html
@Route(method = "GET", path = "/account")
final class GetAccount implements Action<GetAccount.Request, GetAccount.Response> {
    record Request() {}

    record Response(
            boolean dedicatedIpAutoWarmupEnabled,
            String enforcementStatus,
            boolean productionAccessEnabled,
            Quota sendQuota,
            boolean sendingEnabled,
            SuppressionAttributes suppressionAttributes,
            Optional<AccountDetails> details,
            Optional<VdmAttributes> vdmAttributes,
            PricingAttributes pricingAttributes) {}

    record Quota(double max24HourSend, double maxSendRate, double sentLast24Hours) {
        private static final double UNLIMITED = 1e9;

        private static Quota of(Account account, double sent) {
            return new Quota(shown(account.max24HourSend()), shown(account.maxSendRate()), sent);
        }

        private static double shown(double limit) {
            return limit < 0 ? UNLIMITED : limit;
        }
    }

    /// Nothing is paid for.
    record PricingAttributes(PricingPlan currentPlan, PricingPlan nextPlan) {
        private static final PricingAttributes FREE = new PricingAttributes(PricingPlan.NONE, PricingPlan.NONE);
    }

    private final Accounts accounts;
    private final SendQuota quota;
    private final Preferences preferences;
    private final AccountSuppression suppression;

    GetAccount(Accounts accounts, SendQuota quota, Preferences preferences, AccountSuppression suppression) {
        this.accounts = accounts;
        this.quota = quota;
        this.preferences = preferences;
        this.suppression = suppression;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Account account = accounts.find(caller.tenant().accountId())
                .orElseThrow(() -> new IllegalStateException("a caller without an account"));
        AccountPreferences said = preferences.of(caller.tenant());
        return new Response(
                preferences.autoWarmup(caller.tenant()),
                account.sendingEnabled() ? "HEALTHY" : "SHUTDOWN",
                !account.sandbox(),
                Quota.of(account, quota.sentLast24Hours(account.id())),
                accounts.maySend(caller.tenant()),
                new SuppressionAttributes(
                        suppression.reasons(caller.tenant()),
                        suppression
                                .chosen(caller.tenant())
                                .flatMap(SuppressionChoice::confidence)
                                .map(SuppressionAttributes.ValidationAttributes::of)),
                AccountDetails.of(account, said),
                said.vdm().map(VdmAttributes::of),
                PricingAttributes.FREE);
    }
}
