package org.posthorn.feedback;

import java.nio.file.Path;
import java.time.Duration;

/// What feedback needs to know of the installation.
///
/// @param streams where the files of Firehose destinations lie
/// @param topicExpiry after this what a topic's subscription does not take becomes a dead letter
/// @param signatureVersion of the messages of topics: 1 (SHA-1, as SNS's default) or 2 (SHA-256)
/// @param suppression what is put on suppression lists
public record FeedbackConfig(
        Path streams, Duration topicExpiry, int signatureVersion, SuppressionKeeper.Rules suppression) {}
