package org.posthorn.feedback;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.topic.UnknownTopics;
import org.posthorn.feedback.publish.AwsServices;
import org.posthorn.feedback.publish.KafkaPublisher;
import org.posthorn.feedback.publish.TopicDelivery;

/// What feedback needs to know of the installation.
///
/// @param streams where the files of Firehose destinations lie
/// @param kafka where the events of Firehose destinations go beside their files
/// @param services that subscriptions of topics may name by ARN
/// @param otherTopics what becomes of topics that are neither made here nor at the service
/// @param suppression what is put on suppression lists
/// @param reportSources peers that are believed about a message whose return path they don't know: addresses or blocks
/// @param reportSigners domains whose DKIM signature does the same
/// @param postmaster who gets copies of reports that lead nowhere
public record FeedbackConfig(
        Path streams,
        Optional<KafkaPublisher.Settings> kafka,
        AwsServices services,
        UnknownTopics otherTopics,
        TopicDelivery.Rules topics,
        SuppressionKeeper.Rules suppression,
        List<String> reportSources,
        List<String> reportSigners,
        Optional<String> postmaster) {
    public FeedbackConfig {
        reportSources = List.copyOf(reportSources);
        reportSigners = List.copyOf(reportSigners);
    }
}
