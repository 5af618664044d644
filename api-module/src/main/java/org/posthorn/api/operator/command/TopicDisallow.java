package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.topic.Topics;

@Help("Takes back what allow gave: what the other account publishes to the topic is dropped from then on.")
public final class TopicDisallow implements Command<TopicDisallow.Request, TopicAllow.Answer> {
    public record Request(String arn, String account) {}

    private final Topics topics;

    @Inject
    public TopicDisallow(Topics topics) {
        this.topics = topics;
    }

    @Override
    public TopicAllow.Answer perform(Request asked) {
        return TopicAllow.Answer.of(topics.allow(asked.arn(), asked.account(), false));
    }
}
