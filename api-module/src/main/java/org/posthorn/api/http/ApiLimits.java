package org.posthorn.api.http;

import java.time.Duration;

/// What one request, and all of them together, may take.
///
/// @param bodyBytes of one request; a message of 10 MiB is 14 MiB in base64 and up to 16 MiB percent-encoded, its text
///     part sent as SendEmail's `Data` up to 23 MiB
/// @param jsonBytes of one request of API v2; a message of 40 MB is 53 MiB in base64. A small heap takes less: what one
///     account could never have the memory for is told so (413), and not to come again (503)
/// @param minBytesPerSecond at which a body must come
/// @param pace the time that this is taken over: what came fast before does not count
/// @param known for requests that name a key of ours
/// @param unknown for requests of which only the body can tell whose they are
public record ApiLimits(
        int bodyBytes, int jsonBytes, int minBytesPerSecond, Duration pace, Group known, Group unknown) {
    private static final int LARGEST_JSON = 56 << 20;

    /// Memory that a byte of a known caller's body takes.
    private static final int COPIES = 4;

    /// For requests of one kind.
    ///
    /// @param requests at a time; more are answered 503 at once
    /// @param requestsEach of one account, or of one address while its account is not known
    /// @param bytes of memory for their bodies and what is made of them
    /// @param bytesEach the same of one account or address
    /// @param bytesPerByte memory that a byte of a body takes until the request is answered
    /// @param silence without a byte of the body
    /// @param whole for a whole body, however steady
    public record Group(
            int requests,
            int requestsEach,
            long bytes,
            long bytesEach,
            int bytesPerByte,
            Duration silence,
            Duration whole) {}

    /// Half of the heap for known callers, an eighth for the others.
    ///
    /// A message of 10 MiB in base64 is in memory as the body, and then decoded, with its line ends made CRLF and as it
    /// goes out: three times the body at the worst, four times with links to track. Of an unknown caller the body is
    /// kept, and nothing is made of it before it is known.
    public static ApiLimits standard() {
        return of(Runtime.getRuntime().maxMemory());
    }

    static ApiLimits of(long heapBytes) {
        // What an account that is alone may have, counted as below.
        long mostAlone = (heapBytes / 2 - heapBytes / 6) / COPIES;
        return new ApiLimits(
                24 << 20,
                (int) Math.min(LARGEST_JSON, mostAlone),
                1024,
                Duration.ofSeconds(10),
                new Group(
                        1024,
                        341,
                        heapBytes / 2,
                        heapBytes / 6,
                        COPIES,
                        Duration.ofSeconds(20),
                        Duration.ofMinutes(10)),
                new Group(64, 8, heapBytes / 8, heapBytes / 16, 1, Duration.ofSeconds(5), Duration.ofMinutes(1)));
    }
}
