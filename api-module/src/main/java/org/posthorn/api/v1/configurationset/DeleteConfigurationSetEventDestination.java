package org.posthorn.api.v1.configurationset;

import org.posthorn.api.call.Action;
import org.posthorn.engine.configurationset.EventDestinations;
import org.posthorn.engine.identity.Caller;

/// Removes an event destination of a configuration set; one that is unknown is an error.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_DeleteConfigurationSetEventDestination.html
final class DeleteConfigurationSetEventDestination
        implements Action<
                DeleteConfigurationSetEventDestination.Request, DeleteConfigurationSetEventDestination.Response> {
    record Request(String configurationSetName, String eventDestinationName) {}

    record Response() {}

    private final EventDestinations destinations;

    DeleteConfigurationSetEventDestination(EventDestinations destinations) {
        this.destinations = destinations;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        destinations.delete(caller.tenant(), request.configurationSetName(), request.eventDestinationName());
        return new Response();
    }
}
