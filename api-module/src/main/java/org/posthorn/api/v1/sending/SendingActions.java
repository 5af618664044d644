package org.posthorn.api.v1.sending;

import java.util.List;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.account.SendQuota;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.send.Sender;

/// Sending, and what an account may send.
public final class SendingActions {
    private SendingActions() {}

    public static List<Operation<?, ?>> of(Sender sender, Accounts accounts, SendQuota quota) {
        return List.of(
                Operation.of(GetAccountSendingEnabled.Request.class, new GetAccountSendingEnabled(accounts)),
                Operation.of(GetSendQuota.Request.class, new GetSendQuota(accounts, quota)),
                Operation.of(GetSendStatistics.Request.class, new GetSendStatistics(quota)),
                Operation.sending(SendEmail.Request.class, new SendEmail(sender)),
                Operation.sending(SendRawEmail.Request.class, new SendRawEmail(sender)),
                Operation.of(UpdateAccountSendingEnabled.Request.class, new UpdateAccountSendingEnabled(accounts)));
    }
}
