package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.SesException;

/// A server with a small heap: what does not fit is refused, and nothing that clients send ends the process.
///
/// `-Dheap.size=128m`, `-Dheap.sends=60`, `-Dheap.forms=48` and `-Dheap.rounds=5` for other runs than the one of an
/// ordinary build.
class SmallHeapApiTest {
    private static final String HEAP = System.getProperty("heap.size", "256m");
    private static final int SENDS = Integer.getInteger("heap.sends", 8);
    private static final int FORMS = Integer.getInteger("heap.forms", 6);
    private static final int ROUNDS = Integer.getInteger("heap.rounds", 1);
    private static final int MESSAGE = Integer.getInteger("heap.message", 10_000_000);
    private static final int LARGEST = 24 << 20;

    @TempDir
    private Path directory;

    @Test
    @Timeout(3_600)
    void largeRequestsAreRefusedAndNeverEndTheProcess() throws Exception {
        try (ScriptedPeer relay = ScriptedPeer.start()) {
            Credential key;
            try (TestServer first =
                    TestServer.start(directory, false, "relay.hosts=" + relay.address(), "account.sandbox=false")) {
                key = first.tenant(new Tenant("111111111111", "us-east-1"), "example.com");
            }
            try (ServerProcess server = ServerProcess.startSmall(
                    directory, relay.address(), HEAP, "account.max_send_rate=10000", "mail.domain=mail.test")) {
                URI api = URI.create("http://" + server.endpoint("api"));
                for (int round = 0; round < ROUNDS; round++) {
                    Map<String, Long> forms = atOnce(FORMS, () -> unsigned(api));
                    assertThat(server.isAlive())
                            .as("after unsigned forms: " + forms)
                            .isTrue();
                    assertThat(forms.keySet()).isSubsetOf("403", "503");
                    Map<String, Long> sends = atOnce(SENDS, () -> send(api, key, MESSAGE));
                    assertThat(server.isAlive()).as("after messages: " + sends).isTrue();
                    assertThat(sends.keySet()).isSubsetOf("200", "503 Service is unavailable");
                    System.out.printf("small heap test: heap=%s forms=%s messages=%s%n", HEAP, forms, sends);
                }
                assertThat(send(api, key, 1_000)).isEqualTo("200");
                if (HEAP.equals("256m")) {
                    assertThat(send(api, key, MESSAGE)).isEqualTo("200");
                }
                assertThat(server.terminate()).isZero();
            }
        }
    }

    /// What came of a task that many did at the same time.
    private static Map<String, Long> atOnce(int count, Callable<String> task) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            List<Future<String>> results = IntStream.range(0, count)
                    .mapToObj(i -> threads.submit(task))
                    .toList();
            Map<String, Long> outcomes = new TreeMap<>();
            for (Future<String> result : results) {
                outcomes.merge(result.get(), 1L, Long::sum);
            }
            return outcomes;
        }
    }

    /// One value of two-byte UTF-8, as large as a request may be.
    private static String unsigned(URI api) throws IOException {
        byte[] piece = "\u0416".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
        try (Socket socket = new Socket(api.getHost(), api.getPort())) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST / HTTP/1.1\r\nHost: " + api.getAuthority() + "\r\nContent-Type:"
                            + " application/x-www-form-urlencoded\r\nContent-Length: " + LARGEST + "\r\n\r\na=")
                    .getBytes(StandardCharsets.US_ASCII));
            int left = LARGEST - 2;
            try {
                while (left > 0) {
                    int count = Math.min(left, piece.length);
                    out.write(piece, 0, count);
                    left -= count;
                }
            } catch (IOException e) {
                // It has answered already and listens no more.
            }
            return status(socket.getInputStream());
        }
    }

    private static String status(InputStream in) throws IOException {
        byte[] line = in.readNBytes("HTTP/1.1 200".length());
        return new String(line, StandardCharsets.US_ASCII).substring("HTTP/1.1 ".length());
    }

    private static String send(URI api, Credential key, int size) {
        byte[] message = new byte[size];
        byte[] head = "From: shop@example.com\r\nTo: ann@example.net\r\nSubject: large\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        byte[] line = new byte[76];
        new Random(size).nextBytes(line);
        for (int i = 0; i < line.length; i++) {
            line[i] = (byte) ('A' + (line[i] & 15));
        }
        System.arraycopy(head, 0, message, 0, head.length);
        for (int i = head.length; i < size; i++) {
            int column = (i - head.length) % 78;
            message[i] = column < 76 ? line[column] : (byte) (column == 76 ? '\r' : '\n');
        }
        try (SesClient ses = TestServer.client(api, key.accessKeyId(), key.secretAccessKey())) {
            ses.sendRawEmail(r -> r.rawMessage(m -> m.data(SdkBytes.fromByteArray(message))));
            return "200";
        } catch (SesException e) {
            return e.statusCode() + " " + e.awsErrorDetails().errorMessage();
        } catch (SdkClientException e) {
            return "none: " + e.getMessage();
        }
    }
}
