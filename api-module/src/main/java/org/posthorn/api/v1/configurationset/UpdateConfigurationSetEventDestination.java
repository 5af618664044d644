package org.posthorn.api.v1.configurationset;

import org.posthorn.api.call.Action;
import org.posthorn.engine.configurationset.EventDestinations;
import org.posthorn.engine.identity.Caller;

/// Replaces an event destination of a configuration set.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_UpdateConfigurationSetEventDestination.html
final class UpdateConfigurationSetEventDestination
        implements Action<
                UpdateConfigurationSetEventDestination.Request, UpdateConfigurationSetEventDestination.Response> {
    record Request(String configurationSetName, EventDestination eventDestination) {}

    record Response() {}

    private final EventDestinations destinations;

    UpdateConfigurationSetEventDestination(EventDestinations destinations) {
        this.destinations = destinations;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        destinations.update(
                caller.tenant(),
                request.configurationSetName(),
                request.eventDestination().toSetting());
        return new Response();
    }
}
