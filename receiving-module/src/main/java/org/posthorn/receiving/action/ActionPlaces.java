package org.posthorn.receiving.action;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where actions go, as the operator says.
///
/// @param s3Directory where S3 actions write: BUCKET/KEY
/// @param makesBuckets whether a bucket that is not there is made in it
/// @param s3Endpoint a service that speaks S3, before the directory
/// @param buckets who may write to which; everybody to all of them when empty
/// @param lambdaEndpoint a service that speaks Lambda
/// @param functions URLs of functions, by their ARN or name
public record ActionPlaces(
        Optional<Path> s3Directory,
        boolean makesBuckets,
        Optional<URI> s3Endpoint,
        List<BucketOwner> buckets,
        Optional<URI> lambdaEndpoint,
        Map<String, URI> functions) {
    public ActionPlaces {
        buckets = List.copyOf(buckets);
        functions = Map.copyOf(functions);
    }
}
