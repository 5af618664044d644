package org.posthorn.receiving.action;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/// Calls functions by HTTP, signed for Lambda (Lambda Developer Guide, "Invoke"). What is answered has a bound, the
/// time for all of it too, and no redirect is followed. Safe for use by many threads.
///
/// One operation is written here by hand, over the signer of AWS's SDK, since a function's URL is called alike.
final class FunctionCalls implements AutoCloseable {
    /// SES waits so long.
    static final Duration ANSWER = Duration.ofSeconds(30);

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int MOST_ANSWER_BYTES = 1024 * 1024;
    /// The client writes them itself.
    private static final Set<String> OF_THE_CLIENT = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        OF_THE_CLIENT.addAll(List.of("Host", "Content-Length"));
    }

    private final ServiceKey key;
    private final Duration patience;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;

    /// @param patience for a whole answer
    FunctionCalls(ServiceKey key, SSLContext trust, Duration patience) {
        this.key = key;
        this.patience = patience;
        this.http = HttpClient.newBuilder()
                .sslContext(trust)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads)
                .build();
    }

    /// @param error what `X-Amz-Function-Error` says: the function was called and failed
    /// @param body empty when it was too long
    record Answer(int status, Optional<String> error, Optional<byte[]> body) {}

    /// @param type such as `Event`
    /// @throws TargetException when there is no answer
    Answer post(URI url, String region, String type, byte[] event) throws TargetException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url).timeout(patience).POST(HttpRequest.BodyPublishers.ofByteArray(event));
        signed(url, region, type, event).forEach((name, values) -> {
            if (!OF_THE_CLIENT.contains(name)) {
                values.forEach(value -> request.header(name, value));
            }
        });
        CompletableFuture<HttpResponse<Optional<byte[]>>> call =
                http.sendAsync(request.build(), info -> new BoundedBody(MOST_ANSWER_BYTES));
        try {
            HttpResponse<Optional<byte[]>> answer = call.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(answer.statusCode(), answer.headers().firstValue("X-Amz-Function-Error"), answer.body());
        } catch (ExecutionException e) {
            throw TargetException.unreachable(e.getCause() instanceof IOException cause ? cause : e);
        } catch (TimeoutException e) {
            throw TargetException.unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw TargetException.unreachable(e);
        } finally {
            call.cancel(true);
        }
    }

    private Map<String, List<String>> signed(URI url, String region, String type, byte[] event) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .uri(url)
                .method(SdkHttpMethod.POST)
                .putHeader("Content-Type", "application/json")
                .putHeader("X-Amz-Invocation-Type", type)
                .build();
        return AwsV4HttpSigner.create()
                .sign(r -> r.identity(key.credentials())
                        .request(request)
                        .payload(() -> new ByteArrayInputStream(event))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "lambda")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region))
                .request()
                .headers();
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.close();
    }
}
