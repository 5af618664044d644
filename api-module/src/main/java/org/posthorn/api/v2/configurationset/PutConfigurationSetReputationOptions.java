package org.posthorn.api.v2.configurationset;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// Sets whether the bounces and complaints of a configuration set are metrics of their own; without a word of it they
/// are not.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutConfigurationSetReputationOptions.html
@Route(method = "PUT", path = "/configuration-sets/{ConfigurationSetName}/reputation-options")
final class PutConfigurationSetReputationOptions
        implements Action<PutConfigurationSetReputationOptions.Request, NoResult> {
    record Request(@InPath String configurationSetName, Optional<Boolean> reputationMetricsEnabled) {}

    private final ConfigurationSets sets;

    PutConfigurationSetReputationOptions(ConfigurationSets sets) {
        this.sets = sets;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        sets.change(
                caller.tenant(),
                SetName.check(request.configurationSetName()),
                set -> set.withReputationMetrics(
                        request.reputationMetricsEnabled().orElse(false)));
        return NoResult.NO_RESULT;
    }
}
