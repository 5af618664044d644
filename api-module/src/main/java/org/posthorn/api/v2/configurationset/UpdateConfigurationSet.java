package org.posthorn.api.v2.configurationset;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;

/// Changes what is given of a configuration set: how its messages are signed besides by DKIM.
///
/// Differs from SES: S/MIME is refused.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateConfigurationSet.html
@Route(method = "POST", path = "/update-configuration-sets")
final class UpdateConfigurationSet implements Action<UpdateConfigurationSet.Request, NoResult> {
    record Request(String configurationSetName, Optional<MessageSecurityOptions> messageSecurityOptions) {}

    private final ConfigurationSets sets;

    UpdateConfigurationSet(ConfigurationSets sets) {
        this.sets = sets;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        SetName.check(request.configurationSetName());
        Optional<MessageSecurityOptions> checked =
                request.messageSecurityOptions().map(MessageSecurityOptions::checked);
        sets.change(
                caller.tenant(),
                request.configurationSetName(),
                set -> checked.map(options -> options.in(set)).orElse(set));
        return NoResult.NO_RESULT;
    }
}
