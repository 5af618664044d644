package org.posthorn.engine.topic;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import org.posthorn.engine.Hmac;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Notice;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Subscription;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.settings.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Topics and their subscriptions, as SNS has them (SNS Developer Guide, "Fanout to HTTP/S endpoints"). What is
/// published becomes one [Notice] for each confirmed subscription, on disk, in [Notices]. Safe for use by many threads.
public final class Topics {
    /// Topics of an account in one region.
    static final int TOPICS = 1_000;

    /// Subscriptions of a topic.
    static final int SUBSCRIPTIONS = 100;

    /// Other accounts that may publish to a topic.
    static final int ALLOWED = 100;

    private static final int URL_CHARS = 2_048;

    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);

    private final Settings settings;
    private final Table<Topic> topics;
    private final Table<Subscription> subscriptions;
    private final Notices notices;
    private final UnknownTopics unknown;
    private final Predicate<String> keptApart;
    private final byte[] linkKey;
    private final InstantSource clock;

    /// @param unknown where topics are that are not made here
    /// @param keptApart whether an account's topics are its own; those of others are open to all accounts
    /// @param linkKey signs the links that confirm and end subscriptions
    public Topics(
            Settings settings,
            Notices notices,
            UnknownTopics unknown,
            Predicate<String> keptApart,
            byte[] linkKey,
            InstantSource clock) {
        this.settings = settings;
        this.topics = settings.table(Tables.TOPICS);
        this.subscriptions = settings.table(Tables.SUBSCRIPTIONS);
        this.notices = notices;
        this.unknown = unknown;
        this.keptApart = keptApart;
        this.linkKey = linkKey.clone();
        this.clock = clock;
    }

    /// Makes a topic; the same again for a name that is taken. One that was elsewhere is here from then on.
    ///
    /// @throws IllegalArgumentException for a bad name, and when there are too many
    public Topic create(Tenant tenant, String name) {
        TopicArn arn = new TopicArn(tenant, name);
        if (TopicArn.parse(arn.toString()).isEmpty()) {
            throw new IllegalArgumentException(
                    "the name of a topic has up to 256 ASCII letters, digits, '_' and '-': " + name);
        }
        return make(arn, false);
    }

    private Topic make(TopicArn arn, boolean elsewhere) {
        Tenant owner = arn.owner();
        if (topics.get(owner, arn.name()).isEmpty() && topics.count(owner, TOPICS) >= TOPICS) {
            throw new IllegalArgumentException("there are " + TOPICS + " topics already");
        }
        return topics.update(
                        owner,
                        arn.name(),
                        known -> Optional.of(known.filter(topic -> topic.elsewhere() == elsewhere)
                                .orElseGet(() -> new Topic(arn.toString(), clock.instant(), List.of(), elsewhere))))
                .orElseThrow();
    }

    public boolean exists(String topicArn) {
        return find(topicArn).isPresent();
    }

    private Optional<Topic> find(String topicArn) {
        return TopicArn.parse(topicArn).flatMap(arn -> topics.get(arn.owner(), arn.name()));
    }

    /// Whether there is such a topic and an account may publish to it: its own account, and those that the operator
    /// allows, since there are no topic policies here. A topic of an account that is not kept apart is open to all.
    public boolean admits(String topicArn, String accountId) {
        Optional<TopicArn> arn = TopicArn.parse(topicArn);
        return find(topicArn)
                .filter(topic -> topic.allowed().contains(accountId) || isOpen(arn.orElseThrow(), accountId))
                .isPresent();
    }

    private boolean isOpen(TopicArn arn, String accountId) {
        String owner = arn.owner().accountId();
        return owner.equals(accountId) || !keptApart.test(owner);
    }

    /// The same for an account that wants to publish to a topic from now on: one that is not known is looked for, and
    /// one that is not here, whether it is still there.
    ///
    /// @throws org.posthorn.engine.SesException SERVICE_UNAVAILABLE when it can't be said now
    public boolean claim(String topicArn, String accountId) {
        Optional<TopicArn> named = TopicArn.parse(topicArn);
        if (named.isEmpty()) {
            return false;
        }
        Optional<Topic> known = find(topicArn);
        if (known.isPresent() && !known.get().elsewhere()) {
            return admits(topicArn, accountId);
        }
        TopicArn arn = named.get();
        if (!isOpen(arn, accountId) && !admits(topicArn, accountId)) {
            return false;
        }
        UnknownTopics.Place place = unknown.find(arn);
        return place != UnknownTopics.Place.NOWHERE && isMade(arn, place, accountId);
    }

    private boolean isMade(TopicArn arn, UnknownTopics.Place place, String accountId) {
        try {
            make(arn, place == UnknownTopics.Place.ELSEWHERE);
        } catch (IllegalArgumentException e) {
            LOG.warn("event=topic_refused topic={} account={} reason=\"{}\"", arn, accountId, e.getMessage());
            return false;
        }
        if (place == UnknownTopics.Place.HERE) {
            LOG.info(
                    "event=topic_made topic={} account={} reason=\"named for the first time, in dev mode\""
                            + " advice=\"posthorn topic subscribe {} URL\"",
                    arn,
                    accountId,
                    arn);
        }
        return true;
    }

    /// Lets another account publish to a topic, or no longer.
    ///
    /// @throws IllegalArgumentException for an unknown topic, and when too many are allowed
    public Topic allow(String topicArn, String accountId, boolean allowed) {
        TopicArn arn = TopicArn.parse(topicArn)
                .orElseThrow(() -> new IllegalArgumentException("there is no topic " + topicArn));
        return topics.update(
                        arn.owner(),
                        arn.name(),
                        known -> known.map(topic -> {
                            SequencedSet<String> accounts = new TreeSet<>(topic.allowed());
                            if (allowed) {
                                accounts.add(accountId);
                            } else {
                                accounts.remove(accountId);
                            }
                            if (accounts.size() > ALLOWED) {
                                throw new IllegalArgumentException(ALLOWED + " accounts are allowed already");
                            }
                            return new Topic(topic.arn(), topic.createdAt(), List.copyOf(accounts), topic.elsewhere());
                        }))
                .orElseThrow(() -> new IllegalArgumentException("there is no topic " + topicArn));
    }

    /// Up to `max` topics of all tenants.
    public List<Topic> list(int max) {
        return topics.scan(Optional.empty(), max).stream().map(Table.Row::value).toList();
    }

    /// Removes a topic with its subscriptions, in one batch; what is on its way to them is still delivered.
    ///
    /// @return whether there was one
    public boolean delete(String topicArn) {
        Optional<TopicArn> arn = TopicArn.parse(topicArn);
        if (arn.isEmpty()) {
            return false;
        }
        TopicArn topic = arn.get();
        List<Settings.Change<?>> changes = new ArrayList<>();
        changes.add(new Settings.Change<>(Tables.TOPICS, topic.owner(), topic.name(), Optional.empty()));
        for (Subscription subscription : subscriptions(topicArn)) {
            changes.add(new Settings.Change<>(
                    Tables.SUBSCRIPTIONS, topic.owner(), row(topic, subscription.id()), Optional.empty()));
        }
        boolean existed = exists(topicArn);
        settings.write(changes);
        return existed;
    }

    /// Subscribes an endpoint. One that is a URL is asked to confirm it and gets nothing else before it has.
    ///
    /// @param raw whether it gets messages without SNS's envelope
    /// @throws IllegalArgumentException for an unknown topic, a bad endpoint, and when there are too many
    public Subscription subscribe(String topicArn, String endpoint, boolean raw) {
        TopicArn arn = TopicArn.parse(topicArn)
                .filter(known -> exists(topicArn))
                .orElseThrow(() -> new IllegalArgumentException("there is no topic " + topicArn));
        if (find(topicArn).filter(Topic::elsewhere).isPresent()) {
            throw new IllegalArgumentException(
                    "the topic is one of topics.aws.sns_endpoint; subscribe to it there: " + topicArn);
        }
        checkEndpoint(endpoint);
        List<Subscription> before = subscriptions(topicArn);
        Optional<Subscription> same = before.stream()
                .filter(known -> known.endpoint().equals(endpoint) && known.raw() == raw)
                .findFirst();
        if (same.isEmpty() && before.size() >= SUBSCRIPTIONS) {
            throw new IllegalArgumentException("the topic has " + SUBSCRIPTIONS + " subscriptions already");
        }
        // A service of the user's own can't visit a link; the operator speaks for it.
        boolean confirmed = Subscription.Service.parse(endpoint).isPresent();
        Subscription subscription = same.orElseGet(() ->
                new Subscription(UUID.randomUUID().toString(), topicArn, endpoint, raw, confirmed, clock.instant()));
        subscriptions.put(arn.owner(), row(arn, subscription.id()), subscription);
        if (!subscription.confirmed()) {
            notices.add(List.of(notice(
                    Notice.Kind.SubscriptionConfirmation,
                    subscription,
                    Optional.empty(),
                    "You have chosen to subscribe to the topic " + topicArn
                            + ".\nTo confirm the subscription, visit the SubscribeURL included in this message.")));
        }
        return subscription;
    }

    /// The subscriptions of a topic.
    public List<Subscription> subscriptions(String topicArn) {
        return TopicArn.parse(topicArn)
                .map(arn -> subscriptions.page(arn.owner(), arn.name() + "/", SUBSCRIPTIONS).stream()
                        .map(Table.Row::value)
                        .filter(subscription -> subscription.topicArn().equals(topicArn))
                        .toList())
                .orElse(List.of());
    }

    /// The token of the link that confirms a subscription, or ends it.
    ///
    /// @param action `ConfirmSubscription` or `Unsubscribe`
    public String token(String action, String subscriptionArn) {
        byte[] text = (action + ":" + subscriptionArn).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(Hmac.sha256(linkKey, text));
    }

    /// Redeems the link that confirms a subscription.
    ///
    /// @return empty for a forged token
    public Optional<Subscription> confirm(String topicArn, String token) {
        return signed("ConfirmSubscription", topicArn, token).map(subscription -> {
            TopicArn arn = TopicArn.parse(topicArn).orElseThrow();
            return subscriptions
                    .update(arn.owner(), row(arn, subscription.id()), known -> known.map(Subscription::asConfirmed))
                    .orElse(subscription);
        });
    }

    /// Redeems the link that ends a subscription, and tells its endpoint.
    ///
    /// @return empty for a forged token
    public Optional<Subscription> unsubscribe(String subscriptionArn, String token) {
        int colon = subscriptionArn.lastIndexOf(':');
        Optional<Subscription> ended =
                colon < 0 ? Optional.empty() : signed("Unsubscribe", subscriptionArn.substring(0, colon), token);
        ended.ifPresent(subscription -> {
            remove(subscription.arn());
            notices.add(List.of(notice(
                    Notice.Kind.UnsubscribeConfirmation,
                    subscription,
                    Optional.empty(),
                    "You have chosen to deactivate subscription " + subscription.arn()
                            + ".\nTo cancel this operation and restore the subscription, visit the SubscribeURL included"
                            + " in this message.")));
        });
        return ended;
    }

    /// Removes a subscription on the operator's word; what is on its way to it is still delivered.
    ///
    /// @return whether there was one
    public boolean remove(String subscriptionArn) {
        int colon = subscriptionArn.lastIndexOf(':');
        return colon >= 0
                && TopicArn.parse(subscriptionArn.substring(0, colon))
                        .filter(arn ->
                                subscriptions.delete(arn.owner(), row(arn, subscriptionArn.substring(colon + 1))))
                        .isPresent();
    }

    /// Sends a message to everyone who has subscribed to a topic. On disk when this returns.
    ///
    /// @return to how many; 0 also for a topic that does not exist
    public int publish(String topicArn, Optional<String> subject, String message) {
        List<Notice> made = noticesFor(topicArn, subject, message);
        notices.add(made);
        return made.size();
    }

    /// The notices that [#publish] would add, for a caller who adds them with others.
    public List<Notice> noticesFor(String topicArn, Optional<String> subject, String message) {
        Optional<Topic> topic = find(topicArn);
        if (topic.isEmpty()) {
            return List.of();
        }
        List<Notice> made = new ArrayList<>();
        String messageId = UUID.randomUUID().toString();
        List<Subscription> to = topic.get().elsewhere() ? List.of(itself(topic.get())) : subscriptions(topicArn);
        for (Subscription subscription : to) {
            if (subscription.confirmed()) {
                Instant now = clock.instant();
                made.add(new Notice(
                        Notice.Kind.Notification, messageId, subscription, subject, message, now, 0, now, ""));
            }
        }
        return made;
    }

    /// What is published to a topic elsewhere goes to the topic, by one way that is always the same.
    private static Subscription itself(Topic topic) {
        String id = UUID.nameUUIDFromBytes(topic.arn().getBytes(StandardCharsets.UTF_8))
                .toString();
        return new Subscription(id, topic.arn(), topic.arn(), false, true, topic.createdAt());
    }

    private Notice notice(Notice.Kind kind, Subscription to, Optional<String> subject, String message) {
        Instant now = clock.instant();
        return new Notice(kind, UUID.randomUUID().toString(), to, subject, message, now, 0, now, "");
    }

    private Optional<Subscription> signed(String action, String topicArn, String token) {
        return subscriptions(topicArn).stream()
                .filter(subscription -> MessageDigest.isEqual(
                        token(action, subscription.arn()).getBytes(StandardCharsets.UTF_8),
                        token.getBytes(StandardCharsets.UTF_8)))
                .findFirst();
    }

    private static String row(TopicArn arn, String id) {
        return arn.name() + "/" + id;
    }

    private static void checkEndpoint(String endpoint) {
        if (Subscription.Service.parse(endpoint).isPresent()) {
            return;
        }
        try {
            URI uri = URI.create(endpoint);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https"))
                    && uri.getHost() != null
                    && endpoint.length() <= URL_CHARS) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "an endpoint is an HTTP or HTTPS URL, or the ARN of an SQS queue or an SNS topic (no FIFO): "
                        + endpoint);
    }
}
