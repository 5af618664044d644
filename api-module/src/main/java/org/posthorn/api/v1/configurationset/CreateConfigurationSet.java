package org.posthorn.api.v1.configurationset;

import org.posthorn.api.call.Action;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;

/// Makes a configuration set, which messages can name from then on.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_CreateConfigurationSet.html
final class CreateConfigurationSet implements Action<CreateConfigurationSet.Request, CreateConfigurationSet.Response> {
    record Request(ConfigurationSet configurationSet) {}

    record Response() {}

    private final ConfigurationSets sets;

    CreateConfigurationSet(ConfigurationSets sets) {
        this.sets = sets;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        sets.create(caller.tenant(), request.configurationSet().name());
        return new Response();
    }
}
