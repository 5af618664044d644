package org.posthorn.feedback.publish;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.settings.Notice;
import org.posthorn.engine.topic.EventBuses;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Puts events on buses of [AwsServices] (EventBridge API Reference, `PutEvents`).
///
/// One call of one operation is written here by hand, over the signer of AWS's SDK: its client of EventBridge would be
/// one more library.
final class EventBridgeCourier implements Courier, AutoCloseable {
    private static final int MOST_ANSWER_BYTES = 64 * 1024;
    /// What PutEvents says of an entry that it may take another time.
    private static final Set<String> PASSING = Set.of("InternalFailure", "InternalException", "ThrottlingException");

    private final AwsClients clients;
    private final SdkHttpClient http;

    EventBridgeCourier(AwsClients clients) {
        this.clients = clients;
        this.http = clients.http().build();
    }

    @Override
    public Optional<Failure> carry(Notice notice) throws IOException {
        Optional<URI> service = clients.services().eventBridge();
        if (service.isEmpty()) {
            return Optional.of(new Failure("topics.aws.eventbridge_endpoint is not set", false));
        }
        byte[] body = body(notice).getBytes(StandardCharsets.UTF_8);
        HttpExecuteResponse answer = call(
                SdkHttpRequest.builder()
                        .uri(service.get())
                        .method(SdkHttpMethod.POST)
                        .putHeader("Content-Type", "application/x-amz-json-1.1")
                        .putHeader("X-Amz-Target", "AWSEvents.PutEvents")
                        .build(),
                body,
                EventBuses.region(notice.to().endpoint()));
        int status = answer.httpResponse().statusCode();
        try (InputStream text =
                answer.responseBody().<InputStream>map(in -> in).orElse(InputStream.nullInputStream())) {
            if (status / 100 != 2) {
                return Optional.of(new Failure("HTTP " + status, HttpStatus.isForGood(status)));
            }
            return refusal(text.readNBytes(MOST_ANSWER_BYTES));
        }
    }

    private HttpExecuteResponse call(SdkHttpRequest request, byte[] body, String region) throws IOException {
        ContentStreamProvider content = () -> new ByteArrayInputStream(body);
        SignedRequest signed = AwsV4HttpSigner.create()
                .sign(r -> r.identity(clients.credentials())
                        .request(request)
                        .payload(content)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "events")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region));
        SdkHttpRequest sized = signed.request().toBuilder()
                .putHeader("Content-Length", String.valueOf(body.length))
                .build();
        return http.prepareRequest(HttpExecuteRequest.builder()
                        .request(sized)
                        .contentStreamProvider(content)
                        .build())
                .call();
    }

    /// The event as an entry of `PutEvents`, whose bus makes the rest of it anew.
    private static String body(Notice notice) {
        JsonNode event = JsonMapper.shared().readTree(notice.message());
        ObjectNode call = JsonMapper.shared().createObjectNode();
        ObjectNode entry = call.putArray("Entries").addObject();
        entry.put("Time", Instant.parse(event.get("time").asString()).getEpochSecond());
        entry.set("Source", event.get("source"));
        entry.set("Resources", event.get("resources"));
        entry.set("DetailType", event.get("detail-type"));
        entry.put("Detail", event.get("detail").toString());
        entry.put("EventBusName", notice.to().endpoint());
        return call.toString();
    }

    /// A call that succeeds may tell of an entry that failed.
    private static Optional<Failure> refusal(byte[] answer) {
        try {
            JsonNode entry =
                    JsonMapper.shared().readTree(answer).path("Entries").path(0);
            String code = entry.path("ErrorCode").asString("");
            return code.isEmpty() ? Optional.empty() : Optional.of(new Failure(code, !PASSING.contains(code)));
        } catch (JacksonException e) {
            return Optional.of(new Failure("the answer is no JSON", false));
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
