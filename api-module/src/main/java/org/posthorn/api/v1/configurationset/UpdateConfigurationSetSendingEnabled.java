package org.posthorn.api.v1.configurationset;

import java.time.InstantSource;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;

/// Stops messages that name a configuration set, or allows them again.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_UpdateConfigurationSetSendingEnabled.html
final class UpdateConfigurationSetSendingEnabled
        implements Action<UpdateConfigurationSetSendingEnabled.Request, NoResult> {
    record Request(String configurationSetName, boolean enabled) {}

    private final ConfigurationSets sets;
    private final InstantSource clock;

    UpdateConfigurationSetSendingEnabled(ConfigurationSets sets, InstantSource clock) {
        this.sets = sets;
        this.clock = clock;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        sets.setSending(caller.tenant(), request.configurationSetName(), request.enabled(), clock.instant());
        return NoResult.NO_RESULT;
    }
}
