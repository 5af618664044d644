package org.posthorn.api.v2.configurationset;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Tag;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tag.Tags;

/// Tells a configuration set; of its options those that were ever set.
///
/// Differs from SES: `LastFreshStart` is when sending was last allowed again.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetConfigurationSet.html
@Route(method = "GET", path = "/configuration-sets/{ConfigurationSetName}")
final class GetConfigurationSet implements Action<GetConfigurationSet.Request, GetConfigurationSet.Response> {
    record Request(@InPath String configurationSetName) {}

    record Response(
            String configurationSetName,
            Optional<TrackingOptions> trackingOptions,
            Optional<DeliveryOptions> deliveryOptions,
            ReputationOptions reputationOptions,
            SendingOptions sendingOptions,
            List<Tag> tags,
            Optional<SuppressionOptions> suppressionOptions,
            Optional<VdmOptions> vdmOptions,
            Optional<ArchivingOptions> archivingOptions,
            Optional<MessageSecurityOptions> messageSecurityOptions) {}

    private final ConfigurationSets sets;
    private final Tags tags;

    GetConfigurationSet(ConfigurationSets sets, Tags tags) {
        this.sets = sets;
        this.tags = tags;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        ConfigurationSet set = sets.get(caller.tenant(), SetName.check(request.configurationSetName()));
        return new Response(
                set.name(),
                TrackingOptions.of(set),
                DeliveryOptions.of(set),
                new ReputationOptions(Optional.of(set.reputationMetrics()), set.lastFreshStart()),
                new SendingOptions(Optional.of(!set.paused())),
                Tag.of(tags.of(caller.tenant(), new Resource(Resource.Type.CONFIGURATION_SET, set.name()))),
                SuppressionOptions.of(set),
                VdmOptions.of(set),
                Optional.empty(),
                MessageSecurityOptions.of(set));
    }
}
