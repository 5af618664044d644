package org.posthorn.api.v2.configurationset;

import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.configurationset.EventDestinations;
import org.posthorn.engine.tag.Tags;

/// Configuration sets and where their events go.
public final class ConfigurationSetArea implements Area {
    private final ConfigurationSets sets;
    private final EventDestinations destinations;
    private final Tags tags;
    private final InstantSource clock;

    @Inject
    ConfigurationSetArea(ConfigurationSets sets, EventDestinations destinations, Tags tags, InstantSource clock) {
        this.sets = sets;
        this.destinations = destinations;
        this.tags = tags;
        this.clock = clock;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(CreateConfigurationSet.Request.class, new CreateConfigurationSet(sets, clock)),
                Operation.of(GetConfigurationSet.Request.class, new GetConfigurationSet(sets, tags)),
                Operation.of(ListConfigurationSets.Request.class, new ListConfigurationSets(sets)),
                Operation.of(UpdateConfigurationSet.Request.class, new UpdateConfigurationSet(sets)),
                Operation.of(DeleteConfigurationSet.Request.class, new DeleteConfigurationSet(sets)),
                Operation.of(
                        PutConfigurationSetSendingOptions.Request.class,
                        new PutConfigurationSetSendingOptions(sets, clock)),
                Operation.of(
                        PutConfigurationSetReputationOptions.Request.class,
                        new PutConfigurationSetReputationOptions(sets)),
                Operation.of(
                        PutConfigurationSetSuppressionOptions.Request.class,
                        new PutConfigurationSetSuppressionOptions(sets)),
                Operation.of(
                        PutConfigurationSetTrackingOptions.Request.class, new PutConfigurationSetTrackingOptions(sets)),
                Operation.of(
                        PutConfigurationSetDeliveryOptions.Request.class, new PutConfigurationSetDeliveryOptions(sets)),
                Operation.of(
                        PutConfigurationSetArchivingOptions.Request.class,
                        new PutConfigurationSetArchivingOptions(sets)),
                Operation.of(PutConfigurationSetVdmOptions.Request.class, new PutConfigurationSetVdmOptions(sets)),
                Operation.of(
                        CreateConfigurationSetEventDestination.Request.class,
                        new CreateConfigurationSetEventDestination(destinations)),
                Operation.of(
                        GetConfigurationSetEventDestinations.Request.class,
                        new GetConfigurationSetEventDestinations(sets)),
                Operation.of(
                        UpdateConfigurationSetEventDestination.Request.class,
                        new UpdateConfigurationSetEventDestination(destinations)),
                Operation.of(
                        DeleteConfigurationSetEventDestination.Request.class,
                        new DeleteConfigurationSetEventDestination(destinations)));
    }
}
