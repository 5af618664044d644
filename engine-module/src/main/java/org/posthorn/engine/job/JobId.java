package org.posthorn.engine.job;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/// The names of jobs: UUIDs (version 8, RFC 9562 §5.8) that begin with the time before the end of time in milliseconds,
/// so that tables have the newest job first.
final class JobId {
    private static final long MOST_MILLIS = (1L << 48) - 1;
    private static final long VERSION_8 = 0x8000;
    private static final long VARIANT = 1L << 63;
    private static final long TWELVE_BITS = 0xfff;

    private JobId() {}

    static String at(Instant now) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (MOST_MILLIS - now.toEpochMilli()) << 16 | VERSION_8 | (random.nextLong() & TWELVE_BITS);
        return new UUID(high, VARIANT | (random.nextLong() >>> 2)).toString();
    }
}
