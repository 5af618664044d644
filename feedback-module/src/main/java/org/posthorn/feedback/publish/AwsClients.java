package org.posthorn.feedback.publish;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Clients of [AwsServices]: made at the first use, one for each region. Safe for use by many threads.
@Singleton
public final class AwsClients implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    /// Callers of the API name the regions of topics.
    private static final int MOST_REGIONS = 64;

    private final X509TrustManager authorities;
    private final Cache<String, SqsClient> sqs = cache();
    private final Cache<String, SnsClient> sns = cache();
    private volatile AwsServices services;

    /// @param authorities that certificates of the services come from
    @Inject
    public AwsClients(AwsServices services, X509TrustManager authorities) {
        this.services = services;
        this.authorities = authorities;
    }

    /// Signs with other keys from now on; the services stay.
    void renew(AwsServices renewed) {
        services = renewed;
    }

    AwsBasicCredentials credentials() {
        AwsServices known = services;
        return AwsBasicCredentials.create(known.accessKeyId(), known.secretAccessKey());
    }

    private static <C extends SdkClient> Cache<String, C> cache() {
        return Caffeine.newBuilder()
                .maximumSize(MOST_REGIONS)
                .removalListener((@Nullable String region, @Nullable C client, RemovalCause cause) -> {
                    if (client != null) {
                        client.close();
                    }
                })
                .build();
    }

    AwsServices services() {
        return services;
    }

    /// @param service where it is
    SqsClient sqs(URI service, String region) {
        return sqs.get(region, name -> built(SqsClient.builder(), service, name));
    }

    /// @param service where it is
    SnsClient sns(URI service, String region) {
        return sns.get(region, name -> built(SnsClient.builder(), service, name));
    }

    /// Ways to a service, with a bound to each wait.
    SdkHttpClient.Builder<?> http() {
        return UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECT)
                .socketTimeout(ANSWER)
                .tlsTrustManagersProvider(() -> new TrustManager[] {authorities});
    }

    /// With nothing from the environment or the home directory of whoever runs the server, and no retries but ours.
    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C extends SdkClient> C built(
            B builder, URI service, String region) {
        ProfileFile none = ProfileFile.aggregator().build();
        return builder.endpointOverride(service)
                .region(Region.of(region))
                .credentialsProvider(this::credentials)
                .httpClientBuilder(http())
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .defaultProfileFile(none)
                        .apiCallTimeout(ANSWER.plus(CONNECT))
                        .retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .build())
                .build();
    }

    @Override
    public void close() {
        sqs.asMap().values().forEach(SqsClient::close);
        sns.asMap().values().forEach(SnsClient::close);
    }
}
