package org.posthorn.api.v2.configurationset;

/// The subscriptions of a topic.
record SnsDestination(String topicArn) {}
