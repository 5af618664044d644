package org.posthorn.api.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Blocker;
import org.posthorn.api.codec.Chunks;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.work.TimeSlice;

/// Reads request bodies whole, within limits of size, of time, and of memory for all requests together.
///
/// Memory is taken as bytes arrive, not as they are announced, so a client that announces much and sends little holds
/// little. Safe for use by many threads.
public final class BodyReader {
    private static final Duration LINGER = Duration.ofSeconds(30);
    private static final Duration LINGER_SILENCE = Duration.ofSeconds(5);
    private static final long LINGER_BYTES = 128L << 20;

    private final int minBytesPerSecond;
    private final Duration pace;

    /// @param pace the time that the pace of a body is taken over
    public BodyReader(int minBytesPerSecond, Duration pace) {
        this.minBytesPerSecond = minBytesPerSecond;
        this.pace = pace;
    }

    /// @throws SesException REQUEST_ENTITY_TOO_LARGE
    public void checkAnnounced(Request request, int maxBytes) {
        if (request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > maxBytes) {
            throw tooLarge(maxBytes);
        }
    }

    /// @param place what the memory is taken from
    /// @throws SesException REQUEST_ENTITY_TOO_LARGE, or SERVICE_UNAVAILABLE when there is no memory for it
    /// @throws HttpRefusal when the client is too slow, breaks the protocol or went away
    public Chunks read(Request request, BodyRoom.Place place, int maxBytes) {
        Chunks body = new Chunks();
        long announced = request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
        place.expectBody(announced);
        try (Waiting waiting = new Waiting(request, place.silence())) {
            Pace coming = new Pace(place.whole());
            while (true) {
                Content.Chunk chunk = waiting.next();
                try {
                    if (Content.Chunk.isFailure(chunk)) {
                        throw refusal(chunk.getFailure());
                    }
                    coming.check(chunk.remaining());
                    append(body, announced, chunk.getByteBuffer(), place, maxBytes);
                } finally {
                    chunk.release();
                }
                if (chunk.isLast()) {
                    return body;
                }
            }
        } catch (IOException e) {
            throw refusal(e);
        }
    }

    private void append(Chunks body, long announced, ByteBuffer bytes, BodyRoom.Place place, int maxBytes) {
        if (body.length() + bytes.remaining() > maxBytes) {
            throw tooLarge(maxBytes);
        }
        while (bytes.hasRemaining()) {
            if (body.isFull()) {
                int more = body.growth(announced);
                place.takeBody(more);
                body.grow(more);
            }
            body.append(bytes);
        }
    }

    /// Its own affair, so there is nothing to log.
    private static HttpRefusal refusal(Throwable failure) {
        return failure instanceof HttpException
                ? new HttpRefusal(400, "BadRequest", "The request body breaks the rules of HTTP.")
                : new HttpRefusal(408, "RequestTimeout", "The request body did not come whole.");
    }

    private static SesException tooLarge(int maxBytes) {
        return new SesException(
                SesError.REQUEST_ENTITY_TOO_LARGE, "A request body may have at most " + maxBytes + " bytes.");
    }

    /// The pace of a body, taken anew in every window: what was sent fast before does not count.
    private final class Pace {
        private final Duration whole;
        private final long start = System.nanoTime();
        private long windowStart = start;
        private long windowBytes;

        Pace(Duration whole) {
            this.whole = whole;
        }

        void check(int bytes) {
            long now = System.nanoTime();
            windowBytes += bytes;
            long window = now - windowStart;
            boolean slow = false;
            if (window > pace.toNanos()) {
                slow = windowBytes / (window / 1e9) < minBytesPerSecond;
                windowStart = now;
                windowBytes = 0;
            }
            if (slow || now - start > whole.toNanos()) {
                throw new HttpRefusal(408, "RequestTimeout", "The request body came too slowly.");
            }
        }
    }

    /// Waits for a client, no longer than allowed without a byte.
    private static final class Waiting implements AutoCloseable {
        private final Request request;
        private final Duration silence;
        private final TimeSlice slice = new TimeSlice();
        private long before = -1;

        Waiting(Request request, Duration silence) {
            this.request = request;
            this.silence = silence;
        }

        /// The next piece, once it is there.
        Content.Chunk next() throws IOException {
            slice.check();
            Content.Chunk chunk = request.read();
            while (chunk == null) {
                long since = System.nanoTime();
                await();
                slice.waited(since);
                chunk = request.read();
            }
            return chunk;
        }

        private void await() throws IOException {
            if (before < 0) {
                // Only now: most bodies are there with their headers, and a timer costs more than they do.
                before = endPoint().getIdleTimeout();
                endPoint().setIdleTimeout(Math.min(before, silence.toMillis()));
            }
            try (Blocker.Runnable blocker = Blocker.runnable()) {
                request.demand(blocker);
                blocker.block();
            }
        }

        private EndPoint endPoint() {
            return request.getConnectionMetaData().getConnection().getEndPoint();
        }

        @Override
        public void close() {
            if (before >= 0) {
                endPoint().setIdleTimeout(before);
            }
        }
    }

    /// Reads on behind an answer that was given before the body had come whole, and throws it away: a connection that
    /// is closed with bytes unread takes the answer back from a client that is still sending. For a short time and
    /// for some bytes only.
    static void skip(Request request) {
        long end = System.nanoTime() + LINGER.toNanos();
        try (Waiting waiting = new Waiting(request, LINGER_SILENCE)) {
            boolean more = true;
            long bytes = 0;
            while (more && bytes < LINGER_BYTES && System.nanoTime() < end) {
                Content.Chunk chunk = waiting.next();
                more = !chunk.isLast() && !Content.Chunk.isFailure(chunk);
                bytes += chunk.remaining();
                chunk.release();
            }
        } catch (IOException e) {
            // The client is gone, and that is the end of it.
        }
    }

    /// Whether nothing of the body is left to read.
    static boolean isRead(Request request) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
            return false;
        }
        boolean read = chunk.isLast() || Content.Chunk.isFailure(chunk);
        chunk.release();
        return read;
    }
}
