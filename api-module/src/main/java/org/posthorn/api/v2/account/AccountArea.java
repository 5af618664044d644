package org.posthorn.api.v2.account;

import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.account.Preferences;
import org.posthorn.engine.account.SendQuota;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.suppression.AccountSuppression;

/// What holds for the account.
public final class AccountArea implements Area {
    private final Accounts accounts;
    private final SendQuota quota;
    private final Preferences preferences;
    private final AccountSuppression suppression;
    private final InstantSource clock;

    @Inject
    AccountArea(
            Accounts accounts,
            SendQuota quota,
            Preferences preferences,
            AccountSuppression suppression,
            InstantSource clock) {
        this.accounts = accounts;
        this.quota = quota;
        this.preferences = preferences;
        this.suppression = suppression;
        this.clock = clock;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(GetAccount.Request.class, new GetAccount(accounts, quota, preferences, suppression)),
                Operation.of(PutAccountDetails.Request.class, new PutAccountDetails(accounts, preferences, clock)),
                Operation.of(PutAccountSendingAttributes.Request.class, new PutAccountSendingAttributes(accounts)),
                Operation.of(
                        PutAccountSuppressionAttributes.Request.class,
                        new PutAccountSuppressionAttributes(suppression)),
                Operation.of(PutAccountVdmAttributes.Request.class, new PutAccountVdmAttributes(preferences)),
                Operation.of(
                        PutAccountDedicatedIpWarmupAttributes.Request.class,
                        new PutAccountDedicatedIpWarmupAttributes(preferences)),
                Operation.of(PutAccountPricingAttributes.Request.class, new PutAccountPricingAttributes()));
    }
}
