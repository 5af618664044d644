package org.posthorn.api.pages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/// Reads the body of a form that a browser posts: small, and soon there. A client that sent a byte a minute would keep
/// its connection for as long as it likes.
final class FormBody {
    private FormBody() {}

    /// The body did not come in time.
    static final class TooSlowException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /// @param mostBytes what is beyond is not read
    /// @param longest for all of it; silence alone is bounded by the connection's idle time
    /// @throws TooSlowException when it takes longer
    static String read(Request request, int mostBytes, Duration longest) throws IOException {
        long start = System.nanoTime();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] block = new byte[4096];
        try (InputStream in = Content.Source.asInputStream(request)) {
            int count = 0;
            while (count >= 0 && body.size() < mostBytes) {
                body.write(block, 0, count);
                if (System.nanoTime() - start > longest.toNanos()) {
                    throw new TooSlowException();
                }
                count = in.read(block, 0, Math.min(block.length, mostBytes - body.size()));
            }
        }
        return body.toString(StandardCharsets.UTF_8);
    }
}
