package org.posthorn.api.v2.configurationset;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.configurationset.EventDestinations;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// Deletes an event destination of a configuration set.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteConfigurationSetEventDestination.html
@Route(method = "DELETE", path = "/configuration-sets/{ConfigurationSetName}/event-destinations/{EventDestinationName}")
final class DeleteConfigurationSetEventDestination
        implements Action<DeleteConfigurationSetEventDestination.Request, NoResult> {
    record Request(
            @InPath String configurationSetName, @InPath String eventDestinationName) {}

    private final EventDestinations destinations;

    DeleteConfigurationSetEventDestination(EventDestinations destinations) {
        this.destinations = destinations;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        String set = SetName.check(request.configurationSetName());
        String name = request.eventDestinationName();
        EventDestinations.checkName(name);
        EventDestination.act(set, name, () -> destinations.delete(caller.tenant(), set, name));
        return NoResult.NO_RESULT;
    }
}
