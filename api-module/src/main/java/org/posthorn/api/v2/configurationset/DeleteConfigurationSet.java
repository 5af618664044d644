package org.posthorn.api.v2.configurationset;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// Deletes a configuration set, with its event destinations and tags.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteConfigurationSet.html
@Route(method = "DELETE", path = "/configuration-sets/{ConfigurationSetName}")
final class DeleteConfigurationSet implements Action<DeleteConfigurationSet.Request, NoResult> {
    record Request(@InPath String configurationSetName) {}

    private final ConfigurationSets sets;

    DeleteConfigurationSet(ConfigurationSets sets) {
        this.sets = sets;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        sets.delete(caller.tenant(), SetName.check(request.configurationSetName()));
        return NoResult.NO_RESULT;
    }
}
