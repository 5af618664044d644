package org.posthorn.api.v2.configurationset;

import java.util.List;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// Tells the event destinations of a configuration set, in the order in which they were made.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetConfigurationSetEventDestinations.html
@Route(method = "GET", path = "/configuration-sets/{ConfigurationSetName}/event-destinations")
final class GetConfigurationSetEventDestinations
        implements Action<GetConfigurationSetEventDestinations.Request, GetConfigurationSetEventDestinations.Response> {
    record Request(@InPath String configurationSetName) {}

    record Response(List<EventDestination> eventDestinations) {}

    private final ConfigurationSets sets;

    GetConfigurationSetEventDestinations(ConfigurationSets sets) {
        this.sets = sets;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(
                sets.get(caller.tenant(), SetName.check(request.configurationSetName())).destinations().stream()
                        .map(EventDestination::of)
                        .toList());
    }
}
