package org.posthorn.receiving.wiring;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.receiving.action.BucketOwner;

/// What receiving needs to know of the installation.
///
/// @param s3Directory where S3 actions write: BUCKET/KEY
/// @param s3Endpoint a service that speaks S3, instead
/// @param lambdaEndpoint a service that speaks Lambda
/// @param functions URLs of functions, by their ARN or name
/// @param rspamd the spam scanner
/// @param clamd the virus scanner
/// @param buckets who may write to which; everybody to all of them when empty
/// @param makesBuckets whether a bucket that is not there is made in the directory
public record ReceivingConfig(
        Optional<Path> s3Directory,
        Optional<URI> s3Endpoint,
        Optional<URI> lambdaEndpoint,
        Map<String, URI> functions,
        String accessKeyId,
        String secretAccessKey,
        Optional<InetSocketAddress> rspamd,
        Optional<InetSocketAddress> clamd,
        List<BucketOwner> buckets,
        boolean makesBuckets) {
    public ReceivingConfig {
        buckets = List.copyOf(buckets);
        functions = Map.copyOf(functions);
    }

    /// Without the secret.
    @Override
    public String toString() {
        return "ReceivingConfig[s3Directory=" + s3Directory + ", s3Endpoint=" + s3Endpoint + ", lambdaEndpoint="
                + lambdaEndpoint + "]";
    }
}
