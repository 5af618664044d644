package org.posthorn.dist;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.dist.config.ConfigFile;
import org.posthorn.dist.config.ConfigSources;
import org.posthorn.dist.config.PosthornConfig;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.ses.SesClient;

/// The whole program in this JVM, on free loopback ports, over a real store: what a test talks to from outside.
final class TestServer implements AutoCloseable {
    final Server server;

    private TestServer(Server server) {
        this.server = server;
    }

    /// @param settings as after `--set`, over defaults that suit a test
    static TestServer start(Path directory, boolean dev, String... settings) throws Exception {
        return new TestServer(Server.start(config(directory, dev, settings)));
    }

    static PosthornConfig config(Path directory, boolean dev, String... settings) throws Exception {
        List<String> flags = new ArrayList<>(List.of(
                "data.dir=" + directory.resolve("data"),
                "api.listen=127.0.0.1:0",
                "submission.listen=127.0.0.1:0",
                "inbound.listen=127.0.0.1:0",
                "store.free_space_floor=1MiB",
                "account.max_send_rate=10000",
                "account.max_24_hour_send=1000000",
                "mail.domain=mail.test"));
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
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(accessKeyId, secretAccessKey)))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(o -> o.retryStrategy(StandardRetryStrategy.builder().maxAttempts(1).build()))
                .build();
    }

    @Override
    public void close() {
        server.close();
    }
}
