package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.settings.Topic;
import org.posthorn.engine.topic.Topics;

@Help("Lets another account publish to a topic: its event destinations and identities may name it.")
public final class TopicAllow implements Command<TopicAllow.Request, TopicAllow.Answer> {
    public record Request(String arn, String account) {}

    /// @param allowed accounts beside the topic's own
    public record Answer(String topicArn, List<String> allowed) {
        static Answer of(Topic topic) {
            return new Answer(topic.arn(), topic.allowed());
        }
    }

    private final Topics topics;
    private final Tenants tenants;

    @Inject
    public TopicAllow(Topics topics, Tenants tenants) {
        this.topics = topics;
        this.tenants = tenants;
    }

    @Override
    public Answer perform(Request asked) {
        return Answer.of(topics.allow(asked.arn(), tenants.existing(asked.account()), true));
    }
}
