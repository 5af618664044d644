package org.posthorn.engine.settings;

import java.util.List;

/// Where the events of a configuration set are published to.
///
/// @param types whose events go there
public record EventDestination(String name, boolean enabled, List<EventType> types, Target target) {
    public EventDestination {
        types = List.copyOf(types);
    }

    /// The kinds of events; the constants are the wire words of the first API version, in their order, and behind them
    /// those of the second.
    public enum EventType {
        send,
        reject,
        bounce,
        complaint,
        delivery,
        open,
        click,
        renderingFailure,
        deliveryDelay,
        subscription
    }

    /// One of SES's kinds of destination.
    public sealed interface Target {
        /// The subscriptions of a topic.
        record Sns(String topicArn) implements Target {}

        /// The files of a stream.
        record Firehose(String roleArn, String streamArn) implements Target {}

        /// An event bus; only in API v2.
        record EventBridge(String busArn) implements Target {}

        /// Metrics with these dimensions.
        record CloudWatch(List<Dimension> dimensions) implements Target {
            public CloudWatch {
                dimensions = List.copyOf(dimensions);
            }
        }
    }

    /// A label of a metric.
    ///
    /// @param otherwise its value when the message has none
    public record Dimension(String name, ValueSource source, String otherwise) {}

    /// Where the value of a dimension comes from; the constants are the wire words.
    public enum ValueSource {
        messageTag,
        emailHeader,
        linkTag
    }
}
