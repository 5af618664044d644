package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.List;

/// Something to subscribe to, as in SNS.
///
/// @param arn `arn:aws:sns:{region}:{account}:{name}`
/// @param allowed other accounts that may publish to it
public record Topic(String arn, Instant createdAt, List<String> allowed) {
    public Topic {
        allowed = List.copyOf(allowed);
    }
}
