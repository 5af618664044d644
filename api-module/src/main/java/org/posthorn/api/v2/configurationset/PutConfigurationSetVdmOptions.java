package org.posthorn.api.v2.configurationset;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// Sets whether opens and clicks of a configuration set's messages are seen and counted, wherever its events go.
///
/// Differs from SES: `OptimizedSharedDelivery` is told back and changes nothing, since no address is shared with
/// strangers.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutConfigurationSetVdmOptions.html
@Route(method = "PUT", path = "/configuration-sets/{ConfigurationSetName}/vdm-options")
final class PutConfigurationSetVdmOptions implements Action<PutConfigurationSetVdmOptions.Request, NoResult> {
    record Request(@InPath String configurationSetName, Optional<VdmOptions> vdmOptions) {}

    private final ConfigurationSets sets;

    PutConfigurationSetVdmOptions(ConfigurationSets sets) {
        this.sets = sets;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        sets.change(
                caller.tenant(),
                SetName.check(request.configurationSetName()),
                set -> VdmOptions.in(set, request.vdmOptions()));
        return NoResult.NO_RESULT;
    }
}
