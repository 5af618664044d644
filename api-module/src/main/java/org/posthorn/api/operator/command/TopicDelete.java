package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.topic.Topics;

@Help("Removes a topic with its subscriptions; what is published to it is lost from then on.")
public final class TopicDelete implements Command<TopicDelete.Request, Done> {
    public record Request(String arn) {}

    private final Topics topics;

    @Inject
    public TopicDelete(Topics topics) {
        this.topics = topics;
    }

    @Override
    public Done perform(Request asked) {
        if (!topics.delete(asked.arn())) {
            throw AdminRefusal.notFound("there is no topic " + asked.arn());
        }
        return new Done();
    }
}
