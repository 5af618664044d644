package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.settings.Subscription;
import org.posthorn.engine.topic.Topics;

@Help("Lists all topics with their subscriptions.")
public final class TopicList implements Command<TopicList.Request, List<TopicList.Listed>> {
    public record Request() {}

    /// One subscription, or a topic that has none.
    ///
    /// @param allowed other accounts that may publish to the topic
    public record Listed(String topicArn, String endpoint, String state, String subscriptionArn, List<String> allowed) {
        static Listed of(Subscription subscription, List<String> allowed) {
            return new Listed(
                    subscription.topicArn(),
                    subscription.endpoint(),
                    TopicList.state(subscription),
                    subscription.arn(),
                    allowed);
        }
    }

    private static final int MOST = 10_000;

    private final Topics topics;

    @Inject
    public TopicList(Topics topics) {
        this.topics = topics;
    }

    @Override
    public List<Listed> perform(Request asked) {
        return topics.list(MOST).stream()
                .flatMap(topic -> {
                    List<Subscription> subscriptions = topics.subscriptions(topic.arn());
                    String none = topic.elsewhere() ? "at topics.aws.sns_endpoint" : "no subscription";
                    return subscriptions.isEmpty()
                            ? Stream.of(new Listed(topic.arn(), "", none, "", topic.allowed()))
                            : subscriptions.stream().map(its -> Listed.of(its, topic.allowed()));
                })
                .toList();
    }

    static String state(Subscription subscription) {
        return (subscription.confirmed() ? "confirmed" : "pending") + (subscription.raw() ? ", raw" : "");
    }
}
