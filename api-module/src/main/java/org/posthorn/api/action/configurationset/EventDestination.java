package org.posthorn.api.action.configurationset;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.record.WireName;

/// Where the events of a configuration set are published to. None can be made yet.
record EventDestination(
        String name,
        Optional<Boolean> enabled,
        List<EventType> matchingEventTypes,
        Optional<KinesisFirehoseDestination> kinesisFirehoseDestination,
        Optional<CloudWatchDestination> cloudWatchDestination,

        @WireName("SNSDestination") Optional<SnsDestination> snsDestination) {
    enum EventType {
        send,
        reject,
        bounce,
        complaint,
        delivery,
        open,
        click,
        renderingFailure
    }

    record KinesisFirehoseDestination(
            @WireName("IAMRoleARN") String iamRoleArn,
            @WireName("DeliveryStreamARN") String deliveryStreamArn) {}

    record CloudWatchDestination(List<CloudWatchDimensionConfiguration> dimensionConfigurations) {}

    record CloudWatchDimensionConfiguration(
            String dimensionName, DimensionValueSource dimensionValueSource, String defaultDimensionValue) {}

    enum DimensionValueSource {
        messageTag,
        emailHeader,
        linkTag
    }

    record SnsDestination(@WireName("TopicARN") String topicArn) {}
}
