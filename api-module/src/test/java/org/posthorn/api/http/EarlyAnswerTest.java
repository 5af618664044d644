package org.posthorn.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An answer to a request that has not come whole: a client that writes all of it before it reads must find the answer
/// (RFC 9112 §9.6).
class EarlyAnswerTest {
    private static final int MIB = 1 << 20;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aClientThatWritesAllOfABodyThatIsTooLargeReadsWhy() throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(head("Content-Length: " + 40 * MIB));
            writeBody(out, 40);
            assertTooLarge(socket);
        }
    }

    @Test
    void soDoesOneWhoseBodyComesInChunks() throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            StringBuilder head = new StringBuilder("POST / HTTP/1.1\r\n");
            server.signer()
                    .sigV4("")
                    .forEach((name, value) ->
                            head.append(name).append(": ").append(value).append("\r\n"));
            out.write(bytes(head + "Transfer-Encoding: chunked\r\n\r\n"));
            for (int i = 0; i < 40; i++) {
                out.write(bytes(Integer.toHexString(MIB) + "\r\n"));
                writeBody(out, 1);
                out.write(bytes("\r\n"));
            }
            out.write(bytes("0\r\n\r\n"));
            assertTooLarge(socket);
        }
    }

    @Test
    void theConnectionStaysWholeUntilTheBodyHasCome() throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(head("Content-Length: " + 30 * MIB));
            assertTooLarge(socket);
            // Node.js takes the end of the stream for a broken pipe while it still writes.
            socket.setSoTimeout(500);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            writeBody(out, 30);
            socket.setSoTimeout(60_000);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static void assertTooLarge(Socket socket) throws IOException {
        RawHttp.Reply reply = RawHttp.read(socket.getInputStream());
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.headers()).containsEntry("connection", "close");
        assertThat(reply.code()).isEqualTo("RequestEntityTooLarge");
        assertThat(reply.message()).isEqualTo("A request body may have at most 25165824 bytes.");
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static byte[] head(String length) {
        return bytes("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: AWS4-HMAC-SHA256 x\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n" + length + "\r\n\r\n");
    }

    private static void writeBody(OutputStream out, int mebibytes) throws IOException {
        byte[] piece = new byte[MIB];
        Arrays.fill(piece, (byte) 'a');
        for (int i = 0; i < mebibytes; i++) {
            out.write(piece);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
