package org.posthorn.api.v1.configurationset;

import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.configurationset.EventDestinations;

/// Configuration sets.
public final class ConfigurationSetActions implements Area {
    private final ConfigurationSets sets;
    private final EventDestinations destinations;
    private final InstantSource clock;

    @Inject
    ConfigurationSetActions(ConfigurationSets sets, EventDestinations destinations, InstantSource clock) {
        this.sets = sets;
        this.destinations = destinations;
        this.clock = clock;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(
                        UpdateConfigurationSetTrackingOptions.Request.class,
                        new UpdateConfigurationSetTrackingOptions(sets)),
                Operation.of(
                        UpdateConfigurationSetReputationMetricsEnabled.Request.class,
                        new UpdateConfigurationSetReputationMetricsEnabled(sets)),
                Operation.of(
                        UpdateConfigurationSetEventDestination.Request.class,
                        new UpdateConfigurationSetEventDestination(destinations)),
                Operation.of(
                        DeleteConfigurationSetTrackingOptions.Request.class,
                        new DeleteConfigurationSetTrackingOptions(sets)),
                Operation.of(
                        DeleteConfigurationSetEventDestination.Request.class,
                        new DeleteConfigurationSetEventDestination(destinations)),
                Operation.of(
                        CreateConfigurationSetTrackingOptions.Request.class,
                        new CreateConfigurationSetTrackingOptions(sets)),
                Operation.of(
                        CreateConfigurationSetEventDestination.Request.class,
                        new CreateConfigurationSetEventDestination(destinations)),
                Operation.of(CreateConfigurationSet.Request.class, new CreateConfigurationSet(sets)),
                Operation.of(DeleteConfigurationSet.Request.class, new DeleteConfigurationSet(sets)),
                Operation.of(DescribeConfigurationSet.Request.class, new DescribeConfigurationSet(sets)),
                Operation.of(ListConfigurationSets.Request.class, new ListConfigurationSets(sets)),
                Operation.of(
                        PutConfigurationSetDeliveryOptions.Request.class, new PutConfigurationSetDeliveryOptions(sets)),
                Operation.of(
                        UpdateConfigurationSetSendingEnabled.Request.class,
                        new UpdateConfigurationSetSendingEnabled(sets, clock)));
    }
}
