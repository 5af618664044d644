package org.posthorn.api.v1.configurationset;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;

/// Tells of a configuration set its name, and those of its attributes that are asked for.
///
/// Differs from SES: `LastFreshStart` is when sending was last allowed again.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_DescribeConfigurationSet.html
final class DescribeConfigurationSet
        implements Action<DescribeConfigurationSet.Request, DescribeConfigurationSet.Response> {
    enum Attribute {
        eventDestinations,
        trackingOptions,
        deliveryOptions,
        reputationOptions
    }

    record Request(String configurationSetName, List<Attribute> configurationSetAttributeNames) {}

    record ReputationOptions(
            boolean sendingEnabled, boolean reputationMetricsEnabled, Optional<Instant> lastFreshStart) {
        static ReputationOptions of(org.posthorn.engine.settings.ConfigurationSet set) {
            return new ReputationOptions(!set.paused(), set.reputationMetrics(), set.lastFreshStart());
        }
    }

    record Response(
            ConfigurationSet configurationSet,
            List<EventDestination> eventDestinations,
            Optional<TrackingOptions> trackingOptions,
            Optional<DeliveryOptions> deliveryOptions,
            Optional<ReputationOptions> reputationOptions) {}

    private final ConfigurationSets sets;

    DescribeConfigurationSet(ConfigurationSets sets) {
        this.sets = sets;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        var set = sets.get(caller.tenant(), request.configurationSetName());
        List<Attribute> asked = request.configurationSetAttributeNames();
        return new Response(
                new ConfigurationSet(set.name()),
                asked.contains(Attribute.eventDestinations)
                        ? set.destinations().stream()
                                .map(EventDestination::of)
                                .sorted(Comparator.comparing(EventDestination::name))
                                .toList()
                        : List.of(),
                set.tracking() && asked.contains(Attribute.trackingOptions)
                        ? Optional.of(new TrackingOptions(set.redirectDomain()))
                        : Optional.empty(),
                set.tlsPolicy()
                        .filter(policy -> asked.contains(Attribute.deliveryOptions))
                        .map(policy -> new DeliveryOptions(Optional.of(policy))),
                asked.contains(Attribute.reputationOptions)
                        ? Optional.of(ReputationOptions.of(set))
                        : Optional.empty());
    }
}
