package org.posthorn.api.v1.configurationset;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;

/// Sets whether a configuration set's messages may go out unencrypted; without options it is set back.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_PutConfigurationSetDeliveryOptions.html
final class PutConfigurationSetDeliveryOptions
        implements Action<PutConfigurationSetDeliveryOptions.Request, PutConfigurationSetDeliveryOptions.Response> {
    record Request(String configurationSetName, Optional<DeliveryOptions> deliveryOptions) {}

    record Response() {}

    private final ConfigurationSets sets;

    PutConfigurationSetDeliveryOptions(ConfigurationSets sets) {
        this.sets = sets;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        sets.setTlsPolicy(
                caller.tenant(),
                request.configurationSetName(),
                request.deliveryOptions().flatMap(DeliveryOptions::tlsPolicy));
        return new Response();
    }
}
