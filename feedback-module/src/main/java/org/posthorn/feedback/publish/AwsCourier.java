package org.posthorn.feedback.publish;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.posthorn.engine.settings.Notice;
import org.posthorn.engine.settings.Subscription;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Sends notices to queues and topics of [AwsServices], which subscriptions name by ARN.
///
/// A queue gets what an HTTP endpoint would be posted: the signed envelope, or the message alone with raw delivery. A
/// topic gets the message and its subject, and makes an envelope of its own.
final class AwsCourier implements Courier, AutoCloseable {
    private final AwsClients clients;
    private final SnsMessage messages;
    private final Map<String, String> queueUrls = new ConcurrentHashMap<>();

    AwsCourier(AwsClients clients, SnsMessage messages) {
        this.clients = clients;
        this.messages = messages;
    }

    @Override
    public Optional<Failure> carry(Notice notice) {
        Subscription.Service to = notice.to().service().orElseThrow();
        boolean toQueue = to.protocol() == Subscription.Protocol.SQS;
        AwsServices services = clients.services();
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
            return Optional.of(new Failure(PeerTrouble.of(e), forGood));
        } catch (SdkException e) {
            return Optional.of(new Failure(service.get().getAuthority() + ": " + PeerTrouble.of(e), false));
        }
    }

    private void toQueue(URI service, Subscription.Service to, Notice notice) {
        SqsClient client = clients.sqs(service, to.region());
        String url = queueUrls.computeIfAbsent(
                notice.to().endpoint(),
                queue -> client.getQueueUrl(
                                request -> request.queueName(to.name()).queueOwnerAWSAccountId(to.account()))
                        .queueUrl());
        client.sendMessage(request -> request.queueUrl(url).messageBody(messages.body(notice)));
    }

    private void toTopic(URI service, Subscription.Service to, Notice notice) {
        SnsClient client = clients.sns(service, to.region());
        client.publish(request -> request.topicArn(notice.to().endpoint())
                .subject(notice.subject().orElse(null))
                .message(notice.message()));
    }

    @Override
    public void close() {
        clients.close();
    }
}
