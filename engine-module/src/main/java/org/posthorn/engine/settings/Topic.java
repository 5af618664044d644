package org.posthorn.engine.settings;

import java.time.Instant;

/// Something to subscribe to, as in SNS.
///
/// @param arn `arn:aws:sns:{region}:{account}:{name}`
public record Topic(String arn, Instant createdAt) {}
