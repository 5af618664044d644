package org.posthorn.api.v2.configurationset;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.configurationset.EventDestinations;
import org.posthorn.engine.settings.EventDestination.Target;

/// Where events go, and which; one of the kinds of destinations is there.
record EventDestinationDefinition(
        Optional<Boolean> enabled,
        List<EventType> matchingEventTypes,
        Optional<KinesisFirehoseDestination> kinesisFirehoseDestination,
        Optional<CloudWatchDestination> cloudWatchDestination,
        Optional<SnsDestination> snsDestination,
        Optional<EventBridgeDestination> eventBridgeDestination,
        Optional<PinpointDestination> pinpointDestination) {
    /// @throws SesException INVALID_PARAMETER_VALUE for a name that is none, without types, and unless there is exactly
    /// one
    ///     destination that can be had here
    org.posthorn.engine.settings.EventDestination named(String name) {
        EventDestinations.checkName(name);
        EventDestinations.checkTypes(matchingEventTypes);
        return new org.posthorn.engine.settings.EventDestination(
                name,
                enabled.orElse(false),
                matchingEventTypes.stream()
                        .distinct()
                        .sorted()
                        .map(EventType::setting)
                        .toList(),
                target());
    }

    private Target target() {
        List<Target> targets = Stream.of(
                        kinesisFirehoseDestination.<Target>map(
                                to -> new Target.Firehose(to.iamRoleArn(), to.deliveryStreamArn())),
                        cloudWatchDestination.<Target>map(CloudWatchDestination::target),
                        snsDestination.<Target>map(to -> new Target.Sns(to.topicArn())),
                        eventBridgeDestination.<Target>map(to -> new Target.EventBridge(to.eventBusArn())))
                .flatMap(Optional::stream)
                .toList();
        int kinds = targets.size() + (pinpointDestination.isPresent() ? 1 : 0);
        if (kinds > 1) {
            throw invalid("Please provide only one destination with each request. Either a Firehose Destination or a"
                    + " Cloudwatch Destination or an SNS Destination or an EventBridge Destination.");
        }
        if (kinds == 0) {
            throw invalid("Event destination is not provided.");
        }
        return targets.stream()
                .findFirst()
                .orElseThrow(() -> pinpointDestination.orElseThrow().refused());
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
