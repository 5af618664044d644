package org.posthorn.api.http;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// Reads request bodies whole, within limits of size, of time, and of memory for all requests together.
///
/// Memory is taken from the common budget as bytes arrive, not as they are announced, so a client that announces much
/// and sends little holds little. Safe for use by many threads.
final class BodyReader {
    private static final int UNIT = 16 * 1024;
    /// How long a client may be slow before its rate counts.
    private static final Duration GRACE = Duration.ofSeconds(20);
    /// No body takes longer than this, however steady.
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final int maxBytes;
    private final int minBytesPerSecond;
    private final Semaphore budget;

    /// @param budgetBytes for the bodies of all requests together
    BodyReader(int maxBytes, int minBytesPerSecond, long budgetBytes) {
        this.maxBytes = maxBytes;
        this.minBytesPerSecond = minBytesPerSecond;
        this.budget = new Semaphore((int) Math.min(Integer.MAX_VALUE, Math.max(1, budgetBytes / UNIT)));
    }

    /// A body with its share of the budget; closing gives that back.
    final class Body implements AutoCloseable {
        private byte[] bytes = new byte[0];
        private int units;

        byte[] bytes() {
            return bytes;
        }

        @Override
        public void close() {
            budget.release(units);
            units = 0;
        }

        private void grow(int wanted) {
            int needed = (wanted + UNIT - 1) / UNIT - units;
            if (needed > 0) {
                if (!budget.tryAcquire(needed)) {
                    throw new SesException(SesError.SERVICE_UNAVAILABLE, QueryEndpoint.OVERLOADED);
                }
                units += needed;
            }
            bytes = Arrays.copyOf(bytes, wanted);
        }
    }

    /// @throws SesException REQUEST_ENTITY_TOO_LARGE, or SERVICE_UNAVAILABLE when the budget is spent
    /// @throws HttpRefusal when the client is too slow or went away
    Body read(Request request) {
        long announced = request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
        if (announced > maxBytes) {
            throw tooLarge();
        }
        Body body = new Body();
        try {
            int length = 0;
            long start = System.nanoTime();
            InputStream in = Content.Source.asInputStream(request);
            body.grow((int) Math.min(UNIT, announced < 0 ? UNIT : announced + 1));
            int read = in.read(body.bytes, 0, body.bytes.length);
            while (read >= 0) {
                length += read;
                if (length > maxBytes) {
                    throw tooLarge();
                }
                checkPace(length, System.nanoTime() - start);
                if (length == body.bytes.length) {
                    // One byte more than announced, so that the end is seen without another step.
                    int most = announced < 0 ? maxBytes + 1 : (int) announced + 1;
                    body.grow((int) Math.min(most, Math.max(UNIT, length * 2L)));
                }
                read = in.read(body.bytes, length, body.bytes.length - length);
            }
            body.bytes = length == body.bytes.length ? body.bytes : Arrays.copyOf(body.bytes, length);
            return body;
        } catch (IOException e) {
            // The client went away or fell silent: its affair, so there is nothing to log.
            body.close();
            throw new HttpRefusal(408, "RequestTimeout", "The request body did not come whole.");
        } catch (RuntimeException e) {
            body.close();
            throw e;
        }
    }

    private void checkPace(int length, long nanos) {
        boolean slow = nanos > GRACE.toNanos() && length / (nanos / 1e9) < minBytesPerSecond;
        if (slow || nanos > LONGEST.toNanos()) {
            throw new HttpRefusal(408, "RequestTimeout", "The request body came too slowly.");
        }
    }

    private SesException tooLarge() {
        return new SesException(
                SesError.REQUEST_ENTITY_TOO_LARGE, "A request body may have at most " + maxBytes + " bytes.");
    }
}
