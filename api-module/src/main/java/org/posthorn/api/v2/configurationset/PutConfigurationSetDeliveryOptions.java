package org.posthorn.api.v2.configurationset;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// Sets how the messages of a configuration set go out: whether encrypted only, from which addresses, and how long they
/// are tried; without options all is set back. Messages that were accepted before keep what they were accepted with.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutConfigurationSetDeliveryOptions.html
@Route(method = "PUT", path = "/configuration-sets/{ConfigurationSetName}/delivery-options")
final class PutConfigurationSetDeliveryOptions implements Action<PutConfigurationSetDeliveryOptions.Request, NoResult> {
    record Request(
            @InPath String configurationSetName,
            Optional<TlsPolicy> tlsPolicy,
            Optional<String> sendingPoolName,
            Optional<Long> maxDeliverySeconds) {}

    private final ConfigurationSets sets;

    PutConfigurationSetDeliveryOptions(ConfigurationSets sets) {
        this.sets = sets;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        SetName.check(request.configurationSetName());
        DeliveryOptions options = new DeliveryOptions(
                        request.tlsPolicy(), request.sendingPoolName(), request.maxDeliverySeconds())
                .checked(sets, caller.tenant(), "");
        sets.change(caller.tenant(), request.configurationSetName(), options::in);
        return NoResult.NO_RESULT;
    }
}
