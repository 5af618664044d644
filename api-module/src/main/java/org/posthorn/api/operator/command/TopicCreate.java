package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.topic.Topics;

@Help("Makes a topic; the same again when there is one of that name.")
public final class TopicCreate implements Command<TopicCreate.Request, TopicCreate.Answer> {
    public record Request(String name, String account, Optional<String> region) {}

    public record Answer(String topicArn) {}

    private final Topics topics;
    private final Tenants tenants;

    @Inject
    public TopicCreate(Topics topics, Tenants tenants) {
        this.topics = topics;
        this.tenants = tenants;
    }

    @Override
    public Answer perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        return new Answer(topics.create(tenant, asked.name()).arn());
    }
}
