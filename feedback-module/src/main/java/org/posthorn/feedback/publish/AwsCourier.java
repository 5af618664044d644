package org.posthorn.feedback.publish;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.posthorn.engine.settings.Notice;
import org.posthorn.engine.settings.Subscription;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Sends notices to queues and topics of [AwsServices], which subscriptions name by ARN.
///
/// A queue gets what an HTTP endpoint would be posted: the signed envelope, or the message alone with raw delivery. A
/// topic gets the message and its subject, and makes an envelope of its own. Clients are made at the first use, one for
/// each region.
final class AwsCourier implements Courier, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final SnsMessage messages;
    private final X509TrustManager trust;
    private final Map<String, SqsClient> sqs = new ConcurrentHashMap<>();
    private final Map<String, SnsClient> sns = new ConcurrentHashMap<>();
    private final Map<String, String> queueUrls = new ConcurrentHashMap<>();
    private volatile AwsServices services;

    /// @param trust the authorities
    AwsCourier(AwsServices services, SnsMessage messages, X509TrustManager trust) {
        this.services = services;
        this.messages = messages;
        this.trust = trust;
    }

    /// Signs with other keys from now on; the services stay.
    void renew(AwsServices renewed) {
        services = renewed;
    }

    @Override
    public Optional<Failure> carry(Notice notice) throws IOException {
        Subscription.Service to = notice.to().service().orElseThrow();
        boolean toQueue = to.protocol() == Subscription.Protocol.SQS;
        Optional<URI> service = toQueue ? services.sqs() : services.sns();
        if (service.isEmpty()) {
            return Optional.of(new Failure("topics.aws." + (toQueue ? "sqs" : "sns") + "_endpoint is not set", false));
        }
        try {
            if (toQueue) {
                toQueue(service.get(), to, notice);
            } else {
                toTopic(service.get(), to, notice);
            }
            return Optional.empty();
        } catch (AwsServiceException e) {
            queueUrls.remove(notice.to().endpoint());
            boolean forGood = HttpStatus.isForGood(e.statusCode()) && !e.isThrottlingException();
            String code =
                    e.awsErrorDetails() == null ? "" : " " + e.awsErrorDetails().errorCode();
            return Optional.of(new Failure("HTTP " + e.statusCode() + code, forGood));
        } catch (SdkException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void toQueue(URI service, Subscription.Service to, Notice notice) {
        SqsClient client = sqs.computeIfAbsent(to.region(), region -> built(SqsClient.builder(), service, region));
        String url = queueUrls.computeIfAbsent(
                notice.to().endpoint(),
                queue -> client.getQueueUrl(
                                request -> request.queueName(to.name()).queueOwnerAWSAccountId(to.account()))
                        .queueUrl());
        client.sendMessage(request -> request.queueUrl(url).messageBody(messages.body(notice)));
    }

    private void toTopic(URI service, Subscription.Service to, Notice notice) {
        SnsClient client = sns.computeIfAbsent(to.region(), region -> built(SnsClient.builder(), service, region));
        client.publish(request -> request.topicArn(notice.to().endpoint())
                .subject(notice.subject().orElse(null))
                .message(notice.message()));
    }

    /// With nothing from the environment or the home directory of whoever runs the server, and no retries but ours.
    private <
                    B extends
                            AwsClientBuilder<B, C>
                                    & software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder<B, C>,
                    C extends SdkClient>
            C built(B builder, URI service, String region) {
        SdkHttpClient.Builder<?> http = UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECT)
                .socketTimeout(ANSWER)
                .tlsTrustManagersProvider(() -> new TrustManager[] {trust});
        ProfileFile none = ProfileFile.aggregator().build();
        return builder.endpointOverride(service)
                .region(Region.of(region))
                .credentialsProvider(this::credentials)
                .httpClientBuilder(http)
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .defaultProfileFile(none)
                        .apiCallTimeout(ANSWER.plus(CONNECT))
                        .retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .build())
                .build();
    }

    private AwsBasicCredentials credentials() {
        AwsServices known = services;
        return AwsBasicCredentials.create(known.accessKeyId(), known.secretAccessKey());
    }

    @Override
    public void close() {
        sqs.values().forEach(SqsClient::close);
        sns.values().forEach(SnsClient::close);
    }
}
