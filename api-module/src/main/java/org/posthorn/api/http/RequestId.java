package org.posthorn.api.http;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.server.Request;

/// The id of one request, the same in its answer's body and header and in the log.
public final class RequestId {
    private static final String ATTRIBUTE = "org.posthorn.request-id";

    private RequestId() {}

    /// Made when it is first asked for. A lower-case UUID; it is no secret, so the fast random source will do.
    public static String of(Request request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String known) {
            return known;
        }
        String id = fresh();
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }

    static String fresh() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (random.nextLong() & ~0xf000L) | 0x4000L;
        long low = (random.nextLong() >>> 2) | Long.MIN_VALUE;
        return new UUID(high, low).toString();
    }
}
