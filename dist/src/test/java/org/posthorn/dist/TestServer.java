package org.posthorn.dist;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.config.ConfigFile;
import org.posthorn.config.ConfigSources;
import org.posthorn.config.PosthornConfig;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.server.Server;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole program in this JVM, on free loopback ports, over a real store: what a test talks to from outside.
final class TestServer implements AutoCloseable {
    /// For what should come soon: long enough for a slow machine.
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String METRICS_TOKEN = "for-tests";

    final Server server;

    TestServer(Server server) {
        this.server = server;
    }

    /// @param settings as after `--set`, over defaults that suit a test
    static TestServer start(Path directory, boolean dev, String... settings) throws Exception {
        return new TestServer(Server.start(config(directory, dev, settings)));
    }

    /// In production mode as after a forgetful installation.
    static TestServer startWithoutPublicUrl(Path directory, String... settings) throws Exception {
        return new TestServer(Server.start(read(directory, false, standard(directory), settings)));
    }

    static PosthornConfig config(Path directory, boolean dev, String... settings) throws Exception {
        List<String> flags = standard(directory);
        if (!dev) {
            // Readers are on this machine.
            flags.addAll(List.of(
                    "account.max_send_rate=10000",
                    "account.max_24_hour_send=1000000",
                    "api.public_url=http://127.0.0.1:0"));
        }
        return read(directory, dev, flags, settings);
    }

    private static List<String> standard(Path directory) {
        return new ArrayList<>(List.of(
                "data.dir=" + directory.resolve("data"),
                "api.listen=127.0.0.1:0",
                "submission.listen=127.0.0.1:0",
                "inbound.listen=127.0.0.1:0",
                "store.free_space_floor=1MiB",
                "store.ballast=0B",
                "metrics.token=" + METRICS_TOKEN,
                "mail.domain=mail.test"));
    }

    private static PosthornConfig read(Path directory, boolean dev, List<String> flags, String... settings)
            throws Exception {
        flags.addAll(List.of(settings));
        return ConfigFile.read(new ConfigSources(Optional.empty(), Map.of(), flags, dev, directory, directory))
                .config();
    }

    URI api() {
        return URI.create("http://" + server.endpoints().api());
    }

    /// An SDK client as an application would make it: only the endpoint is ours.
    SesClient client(String accessKeyId, String secretAccessKey) {
        return client(api(), accessKeyId, secretAccessKey);
    }

    static SesClient client(URI api, String accessKeyId, String secretAccessKey) {
        return SesClient.builder()
                .endpointOverride(api)
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretAccessKey)))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(o -> o.retryStrategy(
                        StandardRetryStrategy.builder().maxAttempts(1).build()))
                .build();
    }

    SesClient client(Credential key) {
        return client(key.accessKeyId(), key.secretAccessKey());
    }

    /// The client of an account that is made here, with a verified domain.
    SesClient client(Tenant tenant, String domain) {
        return client(tenant(tenant, domain));
    }

    /// The same for API v2.
    SesV2Client clientV2(Credential key) {
        return clientV2(key.accessKeyId(), key.secretAccessKey());
    }

    SesV2Client clientV2(String accessKeyId, String secretAccessKey) {
        return SesV2Client.builder()
                .endpointOverride(api())
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretAccessKey)))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(o -> o.retryStrategy(
                        StandardRetryStrategy.builder().maxAttempts(1).build()))
                .build();
    }

    /// Makes an account with a verified domain and a key.
    Credential tenant(Tenant tenant, String domain) {
        server.accounts().create(Optional.of(tenant.accountId()), "test");
        server.identities().vouch(tenant, domain);
        return server.accounts().createKey(tenant.accountId());
    }

    /// The message once no recipient of it is pending.
    QueuedMessage ended(String messageId) {
        return await("the end of " + messageId)
                .atMost(PATIENCE)
                .until(
                        () -> server.queue().find(MessageId.parse(messageId).orElseThrow()),
                        found -> found.isPresent()
                                && found.get().recipients().stream().noneMatch(RecipientState::isPending))
                .orElseThrow();
    }

    /// The first message for this recipient at a peer, waiting for it.
    static ReceivedMessage arrived(ScriptedPeer peer, String recipient) {
        return await("mail to " + recipient)
                .atMost(PATIENCE)
                .until(
                        () -> peer.messages().stream()
                                .filter(message -> message.recipients().contains(recipient))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /// `GET` of a path at the API's address.
    HttpResponse<String> get(String path) throws Exception {
        return http(HttpRequest.newBuilder(api().resolve(path)).GET());
    }

    /// A captured message as `/_aws/ses` tells it, waiting for it.
    JsonNode captured(String messageId) {
        return await("capture of " + messageId)
                .atMost(PATIENCE)
                .until(
                        () -> JsonMapper.shared()
                                .readTree(get("/_aws/ses?id=" + messageId).body())
                                .path("messages")
                                .path(0),
                        JsonNode::isObject);
    }

    /// The text of `GET /metrics`.
    String metrics() throws Exception {
        return metricsAnswer().body();
    }

    HttpResponse<String> metricsAnswer() throws Exception {
        return http(
                HttpRequest.newBuilder(api().resolve("/metrics")).header("Authorization", "Bearer " + METRICS_TOKEN));
    }

    HttpResponse<String> http(HttpRequest.Builder request) throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
