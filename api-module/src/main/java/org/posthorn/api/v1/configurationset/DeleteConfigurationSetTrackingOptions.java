package org.posthorn.api.v1.configurationset;

import org.posthorn.api.call.Action;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;

/// Lets the links of a configuration set's messages lead through the server's own address again.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_DeleteConfigurationSetTrackingOptions.html
final class DeleteConfigurationSetTrackingOptions
        implements Action<
                DeleteConfigurationSetTrackingOptions.Request, DeleteConfigurationSetTrackingOptions.Response> {
    record Request(String configurationSetName) {}

    record Response() {}

    private final ConfigurationSets sets;

    DeleteConfigurationSetTrackingOptions(ConfigurationSets sets) {
        this.sets = sets;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        sets.deleteTracking(caller.tenant(), request.configurationSetName());
        return new Response();
    }
}
