package org.posthorn.api.v2.configurationset;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.configurationset.EventDestinations;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// Replaces an event destination of a configuration set.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateConfigurationSetEventDestination.html
@Route(method = "PUT", path = "/configuration-sets/{ConfigurationSetName}/event-destinations/{EventDestinationName}")
final class UpdateConfigurationSetEventDestination
        implements Action<UpdateConfigurationSetEventDestination.Request, NoResult> {
    record Request(
            @InPath String configurationSetName,
            @InPath String eventDestinationName,
            EventDestinationDefinition eventDestination) {}

    private final EventDestinations destinations;

    UpdateConfigurationSetEventDestination(EventDestinations destinations) {
        this.destinations = destinations;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        String set = SetName.check(request.configurationSetName());
        String name = request.eventDestinationName();
        var replacement = request.eventDestination().named(name);
        EventDestination.act(set, name, () -> destinations.update(caller.tenant(), set, replacement));
        return NoResult.NO_RESULT;
    }
}
