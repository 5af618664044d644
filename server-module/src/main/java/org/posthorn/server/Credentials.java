package org.posthorn.server;

import java.util.Optional;
import java.util.Set;
import org.posthorn.config.PosthornConfig;
import org.posthorn.config.Secret;

/// The part of the configuration that a running server takes up anew when it is asked to: who we are elsewhere, and who
/// may ask us.
public record Credentials(
        Optional<String> relayUsername,
        Optional<Secret> relayPassword,
        Optional<String> awsKeyId,
        Optional<Secret> awsSecret,
        Optional<Secret> metricsToken,
        Optional<String> receivingKeyId,
        Optional<Secret> receivingSecret) {
    /// The keys that it is made from.
    static final Set<String> KEYS = Set.of(
            "relay.username",
            "relay.password",
            "topics.aws.access_key_id",
            "topics.aws.secret_access_key",
            "metrics.token",
            "receiving.access_key_id",
            "receiving.secret_access_key");

    public static Credentials of(PosthornConfig config) {
        return new Credentials(
                config.relay().username(),
                config.relay().password(),
                config.topics().aws().accessKeyId(),
                config.topics().aws().secretAccessKey(),
                config.metrics().token(),
                config.receiving().accessKeyId(),
                config.receiving().secretAccessKey());
    }
}
