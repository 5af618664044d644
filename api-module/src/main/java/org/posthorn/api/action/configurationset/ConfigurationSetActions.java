package org.posthorn.api.action.configurationset;

import java.time.InstantSource;
import java.util.List;
import org.posthorn.api.action.Operation;
import org.posthorn.engine.send.ConfigurationSets;

/// Configuration sets.
public final class ConfigurationSetActions {
    private ConfigurationSetActions() {}

    public static List<Operation<?, ?>> of(ConfigurationSets sets, InstantSource clock) {
        return List.of(
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
