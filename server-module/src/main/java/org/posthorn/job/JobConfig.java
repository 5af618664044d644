package org.posthorn.job;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where accounts may import from.
///
/// @param directory of the operator's; each account has those in the one of its number
/// @param endpoint a service that speaks S3
/// @param buckets of it, as `ACCOUNT:BUCKET`
/// @param accessKeyId that requests to it are signed with
public record JobConfig(
        Optional<Path> directory,
        Optional<URI> endpoint,
        List<String> buckets,
        String accessKeyId,
        String secretAccessKey) {
    /// @throws IllegalArgumentException for a text that is no `ACCOUNT:BUCKET`
    public static void checkBucket(String text) {
        Bucket.parse(text);
    }

    /// Without the secret.
    @Override
    public String toString() {
        return "JobConfig[directory=" + directory + ", endpoint=" + endpoint + ", buckets=" + buckets + "]";
    }
}
