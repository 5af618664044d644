package org.posthorn.feedback.publish;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import org.posthorn.engine.settings.Notice;

/// Posts notices to HTTP and HTTPS endpoints, as SNS does. An endpoint has 15 seconds for its answer.
final class HttpCourier implements Courier, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final SnsMessage messages;
    private final HttpClient http;

    /// @param trust the authorities
    HttpCourier(SnsMessage messages, Executor threads, SSLContext trust) {
        this.messages = messages;
        this.http = HttpClient.newBuilder()
                .sslContext(trust)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads)
                .build();
    }

    @Override
    public Optional<Failure> carry(Notice notice) throws IOException, InterruptedException {
        int status = post(notice);
        return status / 100 == 2
                ? Optional.empty()
                : Optional.of(new Failure("HTTP " + status, HttpStatus.isForGood(status)));
    }

    private int post(Notice notice) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(notice.to().endpoint()))
                .timeout(ANSWER)
                .header("Content-Type", "text/plain; charset=UTF-8")
                .header("User-Agent", "Amazon Simple Notification Service Agent")
                .header("x-amz-sns-message-type", notice.kind().name())
                .header("x-amz-sns-message-id", notice.messageId())
                .header("x-amz-sns-topic-arn", notice.to().topicArn());
        if (notice.kind() != Notice.Kind.SubscriptionConfirmation) {
            request.header("x-amz-sns-subscription-arn", notice.to().arn());
        }
        if (notice.to().raw() && notice.kind() == Notice.Kind.Notification) {
            request.header("x-amz-sns-rawdelivery", "true");
        }
        HttpResponse<InputStream> answer = http.send(
                request.POST(HttpRequest.BodyPublishers.ofString(messages.body(notice)))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        // What it says is of no use, and may be without end.
        answer.body().close();
        return answer.statusCode();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
