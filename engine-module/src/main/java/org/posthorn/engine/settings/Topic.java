package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.List;

/// Something to subscribe to, as in SNS.
///
/// @param arn `arn:aws:sns:{region}:{account}:{name}`
/// @param allowed other accounts that may publish to it
/// @param elsewhere whether it is a topic of a service of the user's own, whose subscriptions are not ours
public record Topic(String arn, Instant createdAt, List<String> allowed, boolean elsewhere) {
    public Topic {
        allowed = List.copyOf(allowed);
    }
}
