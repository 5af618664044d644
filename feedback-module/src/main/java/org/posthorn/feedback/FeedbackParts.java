package org.posthorn.feedback;

import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;
import org.posthorn.engine.part.Part;
import org.posthorn.engine.part.Parts;
import org.posthorn.feedback.follow.EventFollower;
import org.posthorn.feedback.publish.EventPublisher;
import org.posthorn.feedback.publish.FirehoseFiles;
import org.posthorn.feedback.publish.KafkaPublisher;
import org.posthorn.feedback.publish.TopicDelivery;

/// Reports that come in, and all that follows the event log.
public final class FeedbackParts implements Parts {
    private final FeedbackReceiver reports;
    private final FeedbackForwarder forwarder;
    private final SuppressionKeeper suppression;
    private final MetricCounter metrics;
    private final FirehoseFiles streams;
    private final TopicDelivery topics;
    private final EventPublisher publisher;
    private final KafkaPublisher kafka;

    @Inject
    FeedbackParts(
            FeedbackReceiver reports,
            FeedbackForwarder forwarder,
            SuppressionKeeper suppression,
            MetricCounter metrics,
            FirehoseFiles streams,
            TopicDelivery topics,
            EventPublisher publisher,
            KafkaPublisher kafka) {
        this.reports = reports;
        this.forwarder = forwarder;
        this.suppression = suppression;
        this.metrics = metrics;
        this.streams = streams;
        this.topics = topics;
        this.publisher = publisher;
        this.kafka = kafka;
    }

    @Override
    public List<Part> parts() {
        return List.of(
                Part.stopping("reports", reports),
                new Part("feedback", () -> {
                    forwarder.start();
                    return forwarder::stop;
                }),
                new Part("suppression", () -> {
                    suppression.start();
                    return suppression::stop;
                }),
                new Part("metrics by day", () -> {
                    metrics.start();
                    return metrics::stop;
                }),
                new Part("event streams", () -> {
                    streams.recover();
                    return streams;
                }),
                // What it stops starts late: whoever gets a message of a topic may follow its links at once.
                Part.stopping("topics", topics::stop),
                Part.step("messages of topics", topics::start),
                new Part("events", () -> {
                    publisher.start();
                    return publisher::stop;
                }),
                new Part("Kafka", () -> {
                    kafka.start();
                    return kafka::stop;
                }));
    }

    /// Those who follow the event log.
    public List<EventFollower<?>> followers() {
        return Stream.concat(
                        Stream.<EventFollower<?>>of(
                                forwarder.follower(), suppression.follower(), metrics.follower(), publisher.follower()),
                        kafka.follower().stream())
                .toList();
    }
}
