package org.posthorn.api.v2.configurationset;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.configurationset.EventDestinations;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// Lets the events of a configuration set be published to one more destination.
///
/// Differs from SES: topics, streams and metrics are those of API v1; an event bus is that of `topics.aws` or the topic
/// `event-bus-default`; Pinpoint is refused.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateConfigurationSetEventDestination.html
@Route(method = "POST", path = "/configuration-sets/{ConfigurationSetName}/event-destinations")
final class CreateConfigurationSetEventDestination
        implements Action<CreateConfigurationSetEventDestination.Request, NoResult> {
    record Request(
            @InPath String configurationSetName,
            String eventDestinationName,
            EventDestinationDefinition eventDestination) {}

    private final EventDestinations destinations;

    CreateConfigurationSetEventDestination(EventDestinations destinations) {
        this.destinations = destinations;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        String set = SetName.check(request.configurationSetName());
        destinations.create(caller.tenant(), set, request.eventDestination().named(request.eventDestinationName()));
        return NoResult.NO_RESULT;
    }
}
