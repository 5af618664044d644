package org.posthorn.api.http;

/// What one request, and all of them together, may take.
///
/// @param bodyBytes of one request; a message of 10 MiB is 14 MiB in base64 and up to 16 MiB percent-encoded, its text
///     part sent as SendEmail's `Data` up to 23 MiB
/// @param allBodiesBytes of the bodies that are in memory at one time
/// @param concurrentRequests more are answered 503 at once
/// @param minBytesPerSecond at which a body must come, on average
public record ApiLimits(int bodyBytes, long allBodiesBytes, int concurrentRequests, int minBytesPerSecond) {
    /// A third of the heap for bodies: a body, its parsed form and the message made of it may be in memory together.
    public static ApiLimits standard() {
        return new ApiLimits(24 << 20, Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 3), 1024, 1024);
    }
}
