package org.posthorn.api.v1.configurationset;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.record.Required;
import org.posthorn.engine.record.WireName;
import org.posthorn.engine.settings.EventDestination.Dimension;
import org.posthorn.engine.settings.EventDestination.Target;
import org.posthorn.engine.settings.EventDestination.ValueSource;

/// Where the events of a configuration set are published to.
record EventDestination(
        String name,
        Optional<Boolean> enabled,
        @Required List<EventType> matchingEventTypes,
        Optional<KinesisFirehoseDestination> kinesisFirehoseDestination,
        Optional<CloudWatchDestination> cloudWatchDestination,

        @WireName("SNSDestination") Optional<SnsDestination> snsDestination) {
    /// The kinds of events of this API version; the constants are the wire words.
    enum EventType {
        send,
        reject,
        bounce,
        complaint,
        delivery,
        open,
        click,
        renderingFailure;

        static Optional<EventType> of(org.posthorn.engine.settings.EventDestination.EventType type) {
            return Arrays.stream(values())
                    .filter(known -> known.name().equals(type.name()))
                    .findFirst();
        }

        org.posthorn.engine.settings.EventDestination.EventType toSetting() {
            return org.posthorn.engine.settings.EventDestination.EventType.valueOf(name());
        }
    }

    record KinesisFirehoseDestination(
            @WireName("IAMRoleARN") String iamRoleArn,
            @WireName("DeliveryStreamARN") String deliveryStreamArn) {}

    record CloudWatchDestination(@Required List<CloudWatchDimensionConfiguration> dimensionConfigurations) {}

    record CloudWatchDimensionConfiguration(
            String dimensionName, ValueSource dimensionValueSource, String defaultDimensionValue) {}

    record SnsDestination(@WireName("TopicARN") String topicArn) {}

    /// @throws SesException INVALID_PARAMETER_VALUE unless it names exactly one kind of destination
    org.posthorn.engine.settings.EventDestination toSetting() {
        return new org.posthorn.engine.settings.EventDestination(
                name,
                enabled.orElse(false),
                matchingEventTypes.stream()
                        .distinct()
                        .sorted(Comparator.comparing(EventType::name))
                        .map(EventType::toSetting)
                        .toList(),
                target());
    }

    private Target target() {
        int kinds = (kinesisFirehoseDestination.isPresent() ? 1 : 0)
                + (cloudWatchDestination.isPresent() ? 1 : 0)
                + (snsDestination.isPresent() ? 1 : 0);
        if (kinds != 1) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    kinds == 0
                            ? "An event destination must be specified."
                            : "Please provide only one destination with each request. Either a Firehose Destination or a"
                                    + " Cloudwatch Destination or an SNS Destination or an EventBridge Destination.");
        }
        return snsDestination
                .<Target>map(sns -> new Target.Sns(sns.topicArn()))
                .or(() -> kinesisFirehoseDestination.map(
                        firehose -> new Target.Firehose(firehose.iamRoleArn(), firehose.deliveryStreamArn())))
                .orElseGet(() ->
                        new Target.CloudWatch(cloudWatchDestination.orElseThrow().dimensionConfigurations().stream()
                                .map(dimension -> new Dimension(
                                        dimension.dimensionName(),
                                        dimension.dimensionValueSource(),
                                        dimension.defaultDimensionValue()))
                                .toList()));
    }

    static EventDestination of(org.posthorn.engine.settings.EventDestination destination) {
        Optional<KinesisFirehoseDestination> firehose = Optional.empty();
        Optional<CloudWatchDestination> cloudWatch = Optional.empty();
        Optional<SnsDestination> sns = Optional.empty();
        switch (destination.target()) {
            case Target.Firehose f ->
                firehose = Optional.of(new KinesisFirehoseDestination(f.roleArn(), f.streamArn()));
            case Target.CloudWatch metrics ->
                cloudWatch = Optional.of(new CloudWatchDestination(metrics.dimensions().stream()
                        .map(dimension -> new CloudWatchDimensionConfiguration(
                                dimension.name(), dimension.source(), dimension.otherwise()))
                        .toList()));
            case Target.Sns topic -> sns = Optional.of(new SnsDestination(topic.topicArn()));
            // This API version knows no event buses.
            case Target.EventBridge bus -> {}
        }
        return new EventDestination(
                destination.name(),
                Optional.of(destination.enabled()),
                destination.types().stream()
                        .flatMap(type -> EventType.of(type).stream())
                        .toList(),
                firehose,
                cloudWatch,
                sns);
    }
}
