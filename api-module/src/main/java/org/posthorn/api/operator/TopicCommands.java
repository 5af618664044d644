package org.posthorn.api.operator;

import static org.posthorn.api.operator.AdminRefusal.Kind.NOT_FOUND;
import static org.posthorn.api.operator.AdminRefusal.Kind.WRONG;

import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Subscription;
import org.posthorn.engine.settings.Topic;
import org.posthorn.engine.topic.Notices;
import org.posthorn.engine.topic.Topics;

/// The commands about topics, their subscriptions, and what could not be delivered to them.
public final class TopicCommands {
    private static final int MOST_LISTED = 10_000;

    private final Topics topics;
    private final Notices notices;
    private final Accounts accounts;
    private final Set<Subscription.Protocol> protocols;
    private final InstantSource clock;

    /// @param protocols of the services that something can be sent to
    public TopicCommands(
            Topics topics,
            Notices notices,
            Accounts accounts,
            Set<Subscription.Protocol> protocols,
            InstantSource clock) {
        this.topics = topics;
        this.notices = notices;
        this.accounts = accounts;
        this.protocols = Set.copyOf(protocols);
        this.clock = clock;
    }

    /// The commands by the last two words of their path.
    public Map<String, Command<?>> table() {
        return Map.of(
                "topic/create", new Command<>(Create.class, this::create),
                "topic/list", new Command<>(Nothing.class, this::list),
                "topic/allow", new Command<>(Allow.class, asked -> allow(asked, true)),
                "topic/disallow", new Command<>(Allow.class, asked -> allow(asked, false)),
                "topic/delete", new Command<>(Named.class, this::delete),
                "topic/subscribe", new Command<>(Subscribe.class, this::subscribe),
                "topic/unsubscribe", new Command<>(Named.class, this::unsubscribe),
                "topic/dead", new Command<>(Nothing.class, this::dead),
                "topic/retry", new Command<>(Retry.class, this::retry));
    }

    record Create(Optional<String> name, Optional<String> account, Optional<String> region) {}

    record TopicJson(String topicArn) {}

    private TopicJson create(Create asked) {
        Tenant tenant = AdminCommands.tenant(accounts, asked.account(), asked.region());
        return new TopicJson(topics.create(tenant, AdminCommands.required("name", asked.name()))
                .arn());
    }

    record Allow(Optional<String> arn, Optional<String> account) {}

    record AllowedJson(String topicArn, List<String> allowed) {}

    private AllowedJson allow(Allow asked, boolean allowed) {
        String account = allowed
                ? AdminCommands.tenant(accounts, asked.account(), Optional.empty())
                        .accountId()
                : AdminCommands.required("account", asked.account());
        Topic topic = topics.allow(AdminCommands.required("arn", asked.arn()), account, allowed);
        return new AllowedJson(topic.arn(), topic.allowed());
    }

    /// One subscription, or a topic that has none.
    ///
    /// @param allowed other accounts that may publish to the topic
    record ListedJson(String topicArn, String endpoint, String state, String subscriptionArn, List<String> allowed) {
        static ListedJson of(Subscription subscription, List<String> allowed) {
            return new ListedJson(
                    subscription.topicArn(), subscription.endpoint(), state(subscription), subscription.arn(), allowed);
        }

        static String state(Subscription subscription) {
            return (subscription.confirmed() ? "confirmed" : "pending") + (subscription.raw() ? ", raw" : "");
        }
    }

    private List<ListedJson> list(Nothing asked) {
        return topics.list(MOST_LISTED).stream()
                .flatMap(topic -> {
                    List<Subscription> subscriptions = topics.subscriptions(topic.arn());
                    String none = topic.elsewhere() ? "at topics.aws.sns_endpoint" : "no subscription";
                    return subscriptions.isEmpty()
                            ? Stream.of(new ListedJson(topic.arn(), "", none, "", topic.allowed()))
                            : subscriptions.stream().map(its -> ListedJson.of(its, topic.allowed()));
                })
                .toList();
    }

    record Named(Optional<String> arn) {}

    private Nothing delete(Named asked) {
        String arn = AdminCommands.required("arn", asked.arn());
        if (!topics.delete(arn)) {
            throw new AdminRefusal(NOT_FOUND, "there is no topic " + arn);
        }
        return new Nothing();
    }

    record SubscribedJson(String topicArn, String endpoint, String state, String subscriptionArn) {}

    record Subscribe(Optional<String> arn, Optional<String> endpoint, boolean raw) {}

    private SubscribedJson subscribe(Subscribe asked) {
        String endpoint = AdminCommands.required("endpoint", asked.endpoint());
        Subscription.Service.parse(endpoint).map(Subscription.Service::protocol).ifPresent(protocol -> {
            if (!protocols.contains(protocol)) {
                throw new AdminRefusal(
                        WRONG,
                        "no " + protocol + " service is configured: topics.aws."
                                + protocol.name().toLowerCase(Locale.ROOT) + "_endpoint is not set");
            }
        });
        Subscription made = topics.subscribe(AdminCommands.required("arn", asked.arn()), endpoint, asked.raw());
        return new SubscribedJson(made.topicArn(), made.endpoint(), ListedJson.state(made), made.arn());
    }

    private Nothing unsubscribe(Named asked) {
        String arn = AdminCommands.required("arn", asked.arn());
        if (!topics.remove(arn)) {
            throw new AdminRefusal(NOT_FOUND, "there is no subscription " + arn);
        }
        return new Nothing();
    }

    record DeadJson(String messageId, String at, String endpoint, int attempts, String error, String topicArn) {}

    private List<DeadJson> dead(Nothing asked) {
        return notices.dead(MOST_LISTED).stream()
                .map(notice -> new DeadJson(
                        notice.messageId(),
                        notice.at().toString(),
                        notice.to().endpoint(),
                        notice.attempts(),
                        notice.lastError(),
                        notice.to().topicArn()))
                .toList();
    }

    record Retry(Optional<String> arn) {}

    record RetriedJson(int retried) {}

    private RetriedJson retry(Retry asked) {
        return new RetriedJson(notices.revive(asked.arn(), clock.instant()));
    }
}
