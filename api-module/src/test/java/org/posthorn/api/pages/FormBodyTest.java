package org.posthorn.api.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.posthorn.api.http.WebServer;

class FormBodyTest {
    private static final int MOST_BYTES = 1_000;

    /// What became of the reading.
    private final CompletableFuture<String> read = new CompletableFuture<>();

    private WebServer start(Duration longest) throws IOException {
        Handler page = new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                try {
                    read.complete(FormBody.read(request, MOST_BYTES, longest));
                } catch (IOException e) {
                    read.completeExceptionally(e);
                }
                callback.succeeded();
                return true;
            }
        };
        WebServer server =
                new WebServer("test", new InetSocketAddress("127.0.0.1", 0), Optional.empty(), Map.of("/", page));
        server.start();
        return server;
    }

    private static Socket post(WebServer server, int length) throws IOException {
        Socket client = new Socket("127.0.0.1", server.address().getPort());
        send(client, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n");
        return client;
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aBodyThatComesInPiecesIsRead() throws Exception {
        try (WebServer server = start(Duration.ofSeconds(60));
                Socket client = post(server, 6)) {
            for (String piece : new String[] {"al", "l=y", "s"}) {
                send(client, piece);
            }
            assertThat(read.get(60, TimeUnit.SECONDS)).isEqualTo("all=ys");
        }
    }

    @Test
    void moreThanAFormIsNotRead() throws Exception {
        try (WebServer server = start(Duration.ofSeconds(60));
                Socket client = post(server, 1_000_000)) {
            send(client, "x".repeat(2 * MOST_BYTES));
            assertThat(read.get(60, TimeUnit.SECONDS)).hasSize(MOST_BYTES);
        }
    }

    @Test
    void aClientThatSendsAByteNowAndThenIsNotWaitedFor() throws Exception {
        try (WebServer server = start(Duration.ofMillis(200));
                Socket client = post(server, MOST_BYTES)) {
            int sent = 0;
            while (sent < MOST_BYTES && !read.isDone()) {
                send(client, "x");
                sent++;
                read.handle((body, failure) -> body)
                        .completeOnTimeout("", 100, TimeUnit.MILLISECONDS)
                        .get();
            }
            assertThat(read.handle((body, failure) -> failure).get(60, TimeUnit.SECONDS))
                    .isInstanceOf(FormBody.TooSlowException.class);
        }
    }
}
