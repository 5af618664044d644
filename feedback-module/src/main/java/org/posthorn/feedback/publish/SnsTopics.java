package org.posthorn.feedback.publish;

import java.net.URI;
import java.time.Duration;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.topic.TopicArn;
import org.posthorn.engine.topic.UnknownTopics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.NotFoundException;

/// Looks for topics at a service of the user's own, by `GetTopicAttributes`.
public final class SnsTopics implements UnknownTopics {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(SnsTopics.class);

    private final AwsClients clients;
    private final URI service;

    /// @param service where it is
    public SnsTopics(AwsClients clients, URI service) {
        this.clients = clients;
        this.service = service;
    }

    /// A service that refuses us shows the topic to nobody; that is for its operator to mend.
    @Override
    public Place find(TopicArn topic) {
        try {
            clients.sns(service, topic.owner().region())
                    .getTopicAttributes(request ->
                            request.topicArn(topic.toString()).overrideConfiguration(o -> o.apiCallTimeout(PATIENCE)));
            return Place.ELSEWHERE;
        } catch (NotFoundException | InvalidParameterException e) {
            return Place.NOWHERE;
        } catch (AwsServiceException e) {
            if (HttpStatus.isForGood(e.statusCode()) && !e.isThrottlingException()) {
                LOG.warn(
                        "event=topic_lookup_refused service={} topic={} error=\"{}\""
                                + " advice=\"topics.aws.access_key_id needs sns:GetTopicAttributes and sns:Publish\"",
                        service,
                        topic,
                        PeerTrouble.of(e));
                return Place.NOWHERE;
            }
            throw unknown(topic, PeerTrouble.of(e));
        } catch (SdkException e) {
            throw unknown(topic, PeerTrouble.of(e));
        }
    }

    private SesException unknown(TopicArn topic, String trouble) {
        LOG.warn("event=topic_lookup_failed service={} topic={} error=\"{}\"", service, topic, trouble);
        return new SesException(
                SesError.SERVICE_UNAVAILABLE, "The service that has topic " + topic + " can't be asked for it now.");
    }
}
