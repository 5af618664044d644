package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.topic.Topics;

@Help("Ends a subscription.")
public final class TopicUnsubscribe implements Command<TopicUnsubscribe.Request, Done> {
    /// @param arn of the subscription
    public record Request(String arn) {}

    private final Topics topics;

    @Inject
    public TopicUnsubscribe(Topics topics) {
        this.topics = topics;
    }

    @Override
    public Done perform(Request asked) {
        if (!topics.remove(asked.arn())) {
            throw AdminRefusal.notFound("there is no subscription " + asked.arn());
        }
        return new Done();
    }
}
