package org.posthorn.api.v2.configurationset;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.settings.EventDestination.Target;

/// An event destination as it is told.
record EventDestination(
        String name,
        boolean enabled,
        List<EventType> matchingEventTypes,
        Optional<KinesisFirehoseDestination> kinesisFirehoseDestination,
        Optional<CloudWatchDestination> cloudWatchDestination,
        Optional<SnsDestination> snsDestination,
        Optional<EventBridgeDestination> eventBridgeDestination,
        Optional<PinpointDestination> pinpointDestination) {
    static EventDestination of(org.posthorn.engine.settings.EventDestination destination) {
        Target target = destination.target();
        return new EventDestination(
                destination.name(),
                destination.enabled(),
                destination.types().stream().sorted().map(EventType::of).toList(),
                target instanceof Target.Firehose firehose
                        ? Optional.of(new KinesisFirehoseDestination(firehose.roleArn(), firehose.streamArn()))
                        : Optional.empty(),
                target instanceof Target.CloudWatch metrics
                        ? Optional.of(CloudWatchDestination.of(metrics))
                        : Optional.empty(),
                target instanceof Target.Sns sns ? Optional.of(new SnsDestination(sns.topicArn())) : Optional.empty(),
                target instanceof Target.EventBridge bridge
                        ? Optional.of(new EventBridgeDestination(bridge.busArn()))
                        : Optional.empty(),
                Optional.empty());
    }

    /// Does something to a destination that may not be there.
    ///
    /// @throws SesException whatever `act` throws, and EVENT_DESTINATION_DOES_NOT_EXIST in the words of API v2
    static void act(String set, String name, Runnable act) {
        try {
            act.run();
        } catch (SesException e) {
            if (e.error() == SesError.EVENT_DESTINATION_DOES_NOT_EXIST) {
                throw new SesException(
                        e.error(),
                        "An event destination with name <" + name + "> does not exist for configuration set <" + set
                                + ">.");
            }
            throw e;
        }
    }
}
