package org.posthorn.api.v2.configurationset;

/// The files of a stream, and a Kafka topic beside them.
record KinesisFirehoseDestination(String iamRoleArn, String deliveryStreamArn) {}
