package org.posthorn.api.v1.sending;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.account.SendQuota;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.send.Sender;

/// Sending, and what an account may send.
public final class SendingActions implements Area {
    private final Sender sender;
    private final Accounts accounts;
    private final SendQuota quota;

    @Inject
    SendingActions(Sender sender, Accounts accounts, SendQuota quota) {
        this.sender = sender;
        this.accounts = accounts;
        this.quota = quota;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(GetAccountSendingEnabled.Request.class, new GetAccountSendingEnabled(accounts)),
                Operation.of(GetSendQuota.Request.class, new GetSendQuota(accounts, quota)),
                Operation.of(GetSendStatistics.Request.class, new GetSendStatistics(quota)),
                Operation.sending(SendEmail.Request.class, new SendEmail(sender)),
                Operation.sending(SendRawEmail.Request.class, new SendRawEmail(sender)),
                Operation.of(UpdateAccountSendingEnabled.Request.class, new UpdateAccountSendingEnabled(accounts)));
    }
}
