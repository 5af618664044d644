package org.posthorn.api.v2.account;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.account.Preferences;
import org.posthorn.engine.identity.Caller;

/// Says whether new source addresses of the account start with little mail; without a word they don't.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountDedicatedIpWarmupAttributes.html
@Route(method = "PUT", path = "/account/dedicated-ips/warmup")
final class PutAccountDedicatedIpWarmupAttributes
        implements Action<PutAccountDedicatedIpWarmupAttributes.Request, NoResult> {
    record Request(Optional<Boolean> autoWarmupEnabled) {}

    private final Preferences preferences;

    PutAccountDedicatedIpWarmupAttributes(Preferences preferences) {
        this.preferences = preferences;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        preferences.change(
                caller.tenant(),
                known -> known.withAutoWarmup(request.autoWarmupEnabled().orElse(false)));
        return NoResult.NO_RESULT;
    }
}
