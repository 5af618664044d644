package org.posthorn.api.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;

/// Gives an answer to a request that may not have come whole, in a way that its client can read (RFC 9112 §9.6): the
/// answer goes out at once, then what still comes is read and thrown away, and only then the connection is closed. Were
/// it closed before, or only its sending half, clients that write all before they read would see a broken pipe instead.
///
/// Safe for use by many threads.
public final class EarlyAnswer {
    /// Clients that are listened to behind their answer; for more, the connection is closed at once.
    private static final int MOST = 256;

    private final Semaphore lingering = new Semaphore(MOST);

    public void write(Answer answer, Request request, Response response, String requestId, Callback callback)
            throws IOException {
        boolean whole = BodyReader.isRead(request);
        // Who asked first whether to send has sent nothing.
        if (whole || request.getHeaders().contains(HttpHeader.EXPECT) || !lingering.tryAcquire()) {
            answer.write(response, requestId, callback);
            return;
        }
        try (Blocker.Callback written = Blocker.callback()) {
            answer.write(response, requestId, false, written);
            written.block();
            BodyReader.skip(request);
        } finally {
            lingering.release();
        }
        response.write(true, ByteBuffer.allocate(0), callback);
    }
}
