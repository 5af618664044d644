package org.posthorn.api.v1.configurationset;

import org.posthorn.api.call.Action;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;

/// Lets the links of a configuration set's messages lead through a domain of the sender's own.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_CreateConfigurationSetTrackingOptions.html
final class CreateConfigurationSetTrackingOptions
        implements Action<
                CreateConfigurationSetTrackingOptions.Request, CreateConfigurationSetTrackingOptions.Response> {
    record Request(String configurationSetName, TrackingOptions trackingOptions) {}

    record Response() {}

    private final ConfigurationSets sets;

    CreateConfigurationSetTrackingOptions(ConfigurationSets sets) {
        this.sets = sets;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        sets.createTracking(
                caller.tenant(),
                request.configurationSetName(),
                request.trackingOptions().customRedirectDomain());
        return new Response();
    }
}
