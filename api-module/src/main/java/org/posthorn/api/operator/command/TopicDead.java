package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.topic.Notices;

@Help("Lists the dead letters: what an endpoint refused, or did not take in time.")
public final class TopicDead implements Command<TopicDead.Request, List<TopicDead.Letter>> {
    public record Request() {}

    public record Letter(String messageId, String at, String endpoint, int attempts, String error, String topicArn) {}

    private static final int MOST = 10_000;

    private final Notices notices;

    @Inject
    public TopicDead(Notices notices) {
        this.notices = notices;
    }

    @Override
    public List<Letter> perform(Request asked) {
        return notices.dead(MOST).stream()
                .map(notice -> new Letter(
                        notice.messageId(),
                        notice.at().toString(),
                        notice.to().endpoint(),
                        notice.attempts(),
                        notice.lastError(),
                        notice.to().topicArn()))
                .toList();
    }
}
