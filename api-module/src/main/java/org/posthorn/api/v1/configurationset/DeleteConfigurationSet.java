package org.posthorn.api.v1.configurationset;

import org.posthorn.api.call.Action;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;

/// Removes a configuration set; one that is unknown is an error, unlike most things that are deleted.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_DeleteConfigurationSet.html
final class DeleteConfigurationSet implements Action<DeleteConfigurationSet.Request, DeleteConfigurationSet.Response> {
    record Request(String configurationSetName) {}

    record Response() {}

    private final ConfigurationSets sets;

    DeleteConfigurationSet(ConfigurationSets sets) {
        this.sets = sets;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        sets.delete(caller.tenant(), request.configurationSetName());
        return new Response();
    }
}
