package org.posthorn.api.v1.configurationset;

import org.posthorn.api.call.Action;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;

/// Changes the domain that the links of a configuration set's messages lead through.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_UpdateConfigurationSetTrackingOptions.html
final class UpdateConfigurationSetTrackingOptions
        implements Action<
                UpdateConfigurationSetTrackingOptions.Request, UpdateConfigurationSetTrackingOptions.Response> {
    record Request(String configurationSetName, TrackingOptions trackingOptions) {}

    record Response() {}

    private final ConfigurationSets sets;

    UpdateConfigurationSetTrackingOptions(ConfigurationSets sets) {
        this.sets = sets;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        sets.updateTracking(
                caller.tenant(),
                request.configurationSetName(),
                request.trackingOptions().customRedirectDomain());
        return new Response();
    }
}
