package org.posthorn.receiving.action;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/// Objects of a service that speaks S3, asked by path: ENDPOINT/BUCKET/KEY. One client for each region, since that is
/// signed.
final class S3Space implements ObjectSpace {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    /// Callers of the API name regions.
    private static final int MOST_REGIONS = 64;
    private static final int MOST_CODE_CHARS = 64;

    private final URI endpoint;
    private final ServiceKey key;
    private final X509TrustManager authorities;
    private final Cache<String, S3Client> clients = Caffeine.newBuilder()
            .maximumSize(MOST_REGIONS)
            .removalListener((@Nullable String region, @Nullable S3Client client, RemovalCause cause) -> {
                if (client != null) {
                    client.close();
                }
            })
            .build();

    S3Space(URI endpoint, ServiceKey key, X509TrustManager authorities) {
        this.endpoint = endpoint;
        this.key = key;
        this.authorities = authorities;
    }

    @Override
    public void put(String region, String bucket, String name, byte[] content) throws TargetException {
        try {
            clients.get(region, this::client)
                    .putObject(
                            request -> request.bucket(bucket).key(name),
                            RequestBody.fromContentProvider(
                                    () -> new ByteArrayInputStream(content),
                                    content.length,
                                    "application/octet-stream"));
        } catch (AwsServiceException e) {
            throw TargetException.ofStatus(e.statusCode(), code(e));
        } catch (SdkException e) {
            throw TargetException.unreachable(e);
        }
    }

    /// What the service says, such as `NoSuchBucket`, when it is a word.
    private static String code(AwsServiceException e) {
        String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
        boolean word = code != null
                && !code.isEmpty()
                && code.length() <= MOST_CODE_CHARS
                && code.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
        return word ? " " + code : "";
    }

    /// With nothing from the environment or the home directory of whoever runs the server, and no retries but the
    /// queue's. Other services than AWS's know neither its newer checksums nor its signed chunks, and some leave a
    /// client that expects `100 Continue` waiting.
    private S3Client client(String region) {
        ProfileFile none = ProfileFile.aggregator().build();
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(region))
                .credentialsProvider(key::credentials)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(s3 -> s3.pathStyleAccessEnabled(true)
                        .chunkedEncodingEnabled(false)
                        .expectContinueEnabled(false)
                        .useArnRegionEnabled(false)
                        .multiRegionEnabled(false)
                        .profileFile(none))
                .disableS3ExpressSessionAuth(true)
                .dualstackEnabled(false)
                .fipsEnabled(false)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(ANSWER)
                        .tlsTrustManagersProvider(() -> new TrustManager[] {authorities}))
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .defaultProfileFile(none)
                        .apiCallTimeout(ANSWER.plus(CONNECT))
                        .retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .build())
                .build();
    }

    @Override
    public void close() {
        clients.asMap().values().forEach(S3Client::close);
    }
}
