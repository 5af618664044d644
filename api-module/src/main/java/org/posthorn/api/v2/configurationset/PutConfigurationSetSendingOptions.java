package org.posthorn.api.v2.configurationset;

import java.time.InstantSource;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// Stops what names a configuration set, or allows it again; without a word of it stops it.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutConfigurationSetSendingOptions.html
@Route(method = "PUT", path = "/configuration-sets/{ConfigurationSetName}/sending")
final class PutConfigurationSetSendingOptions implements Action<PutConfigurationSetSendingOptions.Request, NoResult> {
    record Request(@InPath String configurationSetName, Optional<Boolean> sendingEnabled) {}

    private final ConfigurationSets sets;
    private final InstantSource clock;

    PutConfigurationSetSendingOptions(ConfigurationSets sets, InstantSource clock) {
        this.sets = sets;
        this.clock = clock;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        sets.setSending(
                caller.tenant(),
                SetName.check(request.configurationSetName()),
                request.sendingEnabled().orElse(false),
                clock.instant());
        return NoResult.NO_RESULT;
    }
}
