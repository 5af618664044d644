package org.posthorn.api.operator.command;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.settings.EventDestination;
import org.posthorn.engine.settings.EventDestination.Target;

/// An event destination for operators: one of topic, stream, dimensions and bus is there.
///
/// @param types of the events that it gets
/// @param topic an ARN
/// @param stream an ARN
/// @param dimensions each as `NAME=SOURCE:DEFAULT`
/// @param bus the ARN of an event bus, as API v2 names it
public record DestinationAnswer(
        String name,
        boolean enabled,
        List<String> types,
        Optional<String> topic,
        Optional<String> stream,
        List<String> dimensions,
        Optional<String> bus) {
    static DestinationAnswer of(EventDestination destination) {
        Target target = destination.target();
        return new DestinationAnswer(
                destination.name(),
                destination.enabled(),
                destination.types().stream()
                        .map(EventDestination.EventType::name)
                        .toList(),
                target instanceof Target.Sns sns ? Optional.of(sns.topicArn()) : Optional.empty(),
                target instanceof Target.Firehose firehose ? Optional.of(firehose.streamArn()) : Optional.empty(),
                target instanceof Target.CloudWatch metrics
                        ? metrics.dimensions().stream()
                                .map(it -> it.name() + "=" + it.source() + ":" + it.otherwise())
                                .toList()
                        : List.of(),
                target instanceof Target.EventBridge bridge ? Optional.of(bridge.busArn()) : Optional.empty());
    }
}
