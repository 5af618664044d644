package org.posthorn.receiving.action;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/// What requests to services of the operator's own are signed with. Safe for use by many threads.
public final class ServiceKey {
    private volatile Pair pair;

    private record Pair(String id, String secret) {}

    /// @param accessKeyId blank, with its secret, when there is no such service
    public ServiceKey(String accessKeyId, String secretAccessKey) {
        pair = new Pair(accessKeyId, secretAccessKey);
    }

    /// Signs with another from now on.
    public void renew(String accessKeyId, String secretAccessKey) {
        pair = new Pair(accessKeyId, secretAccessKey);
    }

    AwsBasicCredentials credentials() {
        Pair known = pair;
        return AwsBasicCredentials.create(known.id(), known.secret());
    }
}
