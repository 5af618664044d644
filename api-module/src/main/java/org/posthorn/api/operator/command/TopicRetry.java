package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.topic.Notices;

@Help("Tries the dead letters of a topic, or all of them, again.")
public final class TopicRetry implements Command<TopicRetry.Request, TopicRetry.Answer> {
    public record Request(Optional<String> arn) {}

    public record Answer(int retried) {}

    private final Notices notices;
    private final InstantSource clock;

    @Inject
    public TopicRetry(Notices notices, InstantSource clock) {
        this.notices = notices;
        this.clock = clock;
    }

    @Override
    public Answer perform(Request asked) {
        return new Answer(notices.revive(asked.arn(), clock.instant()));
    }
}
