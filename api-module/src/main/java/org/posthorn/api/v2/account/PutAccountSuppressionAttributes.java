package org.posthorn.api.v2.account;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.settings.Suppressed;
import org.posthorn.engine.settings.SuppressionChoice;
import org.posthorn.engine.suppression.AccountSuppression;

/// Says for which reasons the account's suppression list takes addresses and keeps its mail back; for none when none is
/// named.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountSuppressionAttributes.html
@Route(method = "PUT", path = "/account/suppression")
final class PutAccountSuppressionAttributes implements Action<PutAccountSuppressionAttributes.Request, NoResult> {
    record Request(
            List<Suppressed.Reason> suppressedReasons,
            Optional<SuppressionAttributes.ValidationAttributes> validationAttributes) {}

    private final AccountSuppression suppression;

    PutAccountSuppressionAttributes(AccountSuppression suppression) {
        this.suppression = suppression;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        suppression.choose(
                caller.tenant(),
                new SuppressionChoice(
                        request.suppressedReasons().stream().distinct().sorted().toList(),
                        request.validationAttributes().map(SuppressionAttributes.ValidationAttributes::toConfidence)));
        return NoResult.NO_RESULT;
    }
}
