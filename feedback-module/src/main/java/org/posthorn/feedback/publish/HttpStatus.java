package org.posthorn.feedback.publish;

/// Status codes of endpoints.
final class HttpStatus {
    private static final int TIMEOUT = 408;
    private static final int TOO_MANY = 429;

    private HttpStatus() {}

    /// Whether the same request would be refused again (SNS Developer Guide, "message delivery retries").
    static boolean isForGood(int status) {
        return status / 100 == 4 && status != TIMEOUT && status != TOO_MANY;
    }
}
