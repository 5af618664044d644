package org.posthorn.api.v1.configurationset;

import org.posthorn.api.call.Action;
import org.posthorn.engine.configurationset.EventDestinations;
import org.posthorn.engine.identity.Caller;

/// Lets the events of a configuration set be published to one more destination.
///
/// Differs from SES: topics are those of `posthorn topic` and of `topics.aws.sns_endpoint`, and the account's own
/// unless the operator allows another's; a Firehose destination writes files and a CloudWatch destination counts
/// Prometheus metrics, so roles are not looked at.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_CreateConfigurationSetEventDestination.html
final class CreateConfigurationSetEventDestination
        implements Action<
                CreateConfigurationSetEventDestination.Request, CreateConfigurationSetEventDestination.Response> {
    record Request(String configurationSetName, EventDestination eventDestination) {}

    record Response() {}

    private final EventDestinations destinations;

    CreateConfigurationSetEventDestination(EventDestinations destinations) {
        this.destinations = destinations;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        destinations.create(
                caller.tenant(),
                request.configurationSetName(),
                request.eventDestination().toSetting());
        return new Response();
    }
}
