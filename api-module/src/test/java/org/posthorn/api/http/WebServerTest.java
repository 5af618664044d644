package org.posthorn.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

class WebServerTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

    @Test
    void aClientThatIsSlowOverItsHeadersIsCutOff() throws IOException {
        try (WebServer server = new WebServer("test", ANY_PORT, Optional.empty(), Map.of(), Duration.ofMillis(400))) {
            server.start();
            try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
                socket.setSoTimeout(20_000);
                OutputStream out = socket.getOutputStream();
                out.write("GET / HTTP/1.1\r\nHost: a\r\nX".getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(answer).doesNotContain("200 OK");
            }
        }
    }

    @Test
    void aConnectionThatWaitsForItsNextRequestIsNotCutOff() throws IOException, InterruptedException {
        CountDownLatch looks = new CountDownLatch(1);
        try (WebServer server = new WebServer(
                "test", ANY_PORT, Optional.empty(), Map.of("/", new Fixed("ok")), Duration.ofMillis(400))) {
            server.start();
            try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
                socket.setSoTimeout(20_000);
                byte[] request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
                socket.getOutputStream().write(request);
                assertThat(RawHttp.read(socket.getInputStream()).body()).isEqualTo("ok");
                // Another client is cut off meanwhile, so the guard has looked.
                try (Socket slow = new Socket("127.0.0.1", server.address().getPort())) {
                    slow.setSoTimeout(20_000);
                    slow.getOutputStream().write('G');
                    assertThat(slow.getInputStream().read()).isEqualTo(-1);
                    looks.countDown();
                }
                looks.await();
                socket.getOutputStream().write(request);
                assertThat(RawHttp.read(socket.getInputStream()).body()).isEqualTo("ok");
            }
        }
    }

    @Test
    void aRequestUnderWayIsAnsweredThoughTheServerStops() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Handler waiting = new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                begun.countDown();
                mayEnd.await();
                return new Fixed("done").handle(request, response, callback);
            }
        };
        WebServer server = new WebServer("test", ANY_PORT, Optional.empty(), Map.of("/", waiting));
        server.start();
        InetSocketAddress address = server.address();
        CompletableFuture<RawHttp.Reply> reply =
                CompletableFuture.supplyAsync(() -> RawHttp.get(address, Map.of(), "/"));
        begun.await();
        CompletableFuture<Void> stop = CompletableFuture.runAsync(server::close);
        mayEnd.countDown();
        assertThat(reply.get().body()).isEqualTo("done");
        stop.get();
        assertThatIOException().isThrownBy(() -> new Socket("127.0.0.1", address.getPort()).close());
    }

    @Test
    void anUnexpectedFailureIsAnsweredAsSesDoes() throws IOException {
        Handler broken = new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                throw new IllegalStateException("internals");
            }
        };
        try (WebServer server = new WebServer("test", ANY_PORT, Optional.empty(), Map.of("/", broken))) {
            server.start();
            RawHttp.Reply reply = RawHttp.get(server.address(), Map.of(), "/");
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.code()).isEqualTo("InternalFailure");
            assertThat(reply.body()).contains("<Type>Receiver</Type>").doesNotContain("internals");
        }
    }

    @Test
    void anAddressThatIsTakenIsNamed() throws IOException {
        try (WebServer first = new WebServer("test", ANY_PORT, Optional.empty(), Map.of())) {
            first.start();
            WebServer second = new WebServer("test", first.address(), Optional.empty(), Map.of());
            assertThatIOException()
                    .isThrownBy(second::start)
                    .withMessageStartingWith(
                            "can't listen on 127.0.0.1:" + first.address().getPort());
            second.close();
        }
    }

    private static final class Fixed extends Handler.Abstract {
        private final String text;

        Fixed(String text) {
            this.text = text;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.getHeaders().put("Content-Length", text.length());
            response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), callback);
            return true;
        }
    }
}
