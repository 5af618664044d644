package org.posthorn.api.v1.configurationset;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;

/// Lets the bounces and complaints of a configuration set be counted for themselves, or not: they are metrics.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_UpdateConfigurationSetReputationMetricsEnabled.html
final class UpdateConfigurationSetReputationMetricsEnabled
        implements Action<UpdateConfigurationSetReputationMetricsEnabled.Request, NoResult> {
    record Request(String configurationSetName, boolean enabled) {}

    private final ConfigurationSets sets;

    UpdateConfigurationSetReputationMetricsEnabled(ConfigurationSets sets) {
        this.sets = sets;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        sets.change(
                caller.tenant(), request.configurationSetName(), set -> set.withReputationMetrics(request.enabled()));
        return NoResult.NO_RESULT;
    }
}
