package org.posthorn.feedback.publish;

import java.net.URI;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.settings.Subscription;

/// Services of the user's own that speak the API of SQS, SNS or EventBridge.
///
/// @param sqs where to; none when empty
/// @param sns where to; none when empty
/// @param eventBridge where to; none when empty
public record AwsServices(
        Optional<URI> sqs, Optional<URI> sns, Optional<URI> eventBridge, String accessKeyId, String secretAccessKey) {
    /// What subscriptions may name.
    public Set<Subscription.Protocol> protocols() {
        Set<Subscription.Protocol> protocols = EnumSet.noneOf(Subscription.Protocol.class);
        sqs.ifPresent(uri -> protocols.add(Subscription.Protocol.SQS));
        sns.ifPresent(uri -> protocols.add(Subscription.Protocol.SNS));
        return protocols;
    }

    /// Without the secret.
    @Override
    public String toString() {
        return "AwsServices[sqs=" + sqs + ", sns=" + sns + ", eventBridge=" + eventBridge + ", accessKeyId="
                + accessKeyId + "]";
    }
}
