package org.posthorn.api.operator.command;

import java.util.Locale;
import java.util.Set;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.settings.Subscription;
import org.posthorn.engine.topic.Topics;

@Help("Subscribes an endpoint to a topic: a URL, or the ARN of a queue or a topic of the service that is configured.")
public final class TopicSubscribe implements Command<TopicSubscribe.Request, TopicSubscribe.Answer> {
    /// @param raw whether messages are posted as they are, without SNS's envelope
    public record Request(String arn, String endpoint, boolean raw) {}

    public record Answer(String topicArn, String endpoint, String state, String subscriptionArn) {}

    private final Topics topics;
    private final Set<Subscription.Protocol> protocols;

    /// @param protocols of the services that something can be sent to
    public TopicSubscribe(Topics topics, Set<Subscription.Protocol> protocols) {
        this.topics = topics;
        this.protocols = Set.copyOf(protocols);
    }

    @Override
    public Answer perform(Request asked) {
        Subscription.Service.parse(asked.endpoint())
                .map(Subscription.Service::protocol)
                .filter(protocol -> !protocols.contains(protocol))
                .ifPresent(protocol -> {
                    throw AdminRefusal.wrong("no " + protocol + " service is configured: topics.aws."
                            + protocol.name().toLowerCase(Locale.ROOT) + "_endpoint is not set");
                });
        Subscription made = topics.subscribe(asked.arn(), asked.endpoint(), asked.raw());
        return new Answer(made.topicArn(), made.endpoint(), TopicList.state(made), made.arn());
    }
}
