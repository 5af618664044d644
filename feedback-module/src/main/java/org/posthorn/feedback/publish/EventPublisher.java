package org.posthorn.feedback.publish;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.posthorn.engine.bounce.BounceType;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.event.SetAside;
import org.posthorn.engine.identity.NotificationSettings;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Origin;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.EventDestination;
import org.posthorn.engine.settings.EventDestination.Target;
import org.posthorn.engine.settings.Notice;
import org.posthorn.engine.settings.Notifications;
import org.posthorn.engine.topic.EventBuses;
import org.posthorn.engine.topic.Notices;
import org.posthorn.engine.topic.Topics;
import org.posthorn.feedback.follow.EventFollower;
import org.posthorn.feedback.follow.EventFollower.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings events to whoever asked for them: the event destinations of configuration sets, and the topics of identities.
/// The follower `publisher` of the [EventLog].
///
/// What is published is on disk before the position moves on, so each event arrives at least once; after a crash in
/// between it arrives twice.
@Singleton
public final class EventPublisher {
    static final String FOLLOWER = "publisher";
    private static final Logger LOG = LoggerFactory.getLogger(EventPublisher.class);
    private static final String SUBJECT = "Amazon SES Email Event Notification";

    private final EventLog log;
    private final EventRouting routing;
    private final NotificationSettings notifications;
    private final Topics topics;
    private final EventBuses buses;
    private final Notices notices;
    private final FirehoseFiles files;
    private final EventMetrics metrics;
    private final EventJson json;
    private final EventFollower<Write> follower;
    private final LongAdder published = new LongAdder();
    private final LongAdder unheard = new LongAdder();
    private final LongAdder disallowed = new LongAdder();

    @Inject
    public EventPublisher(
            EventLog log,
            SetAside aside,
            EventRouting routing,
            NotificationSettings notifications,
            Topics topics,
            EventBuses buses,
            Notices notices,
            FirehoseFiles files,
            EventMetrics metrics,
            EventJson json,
            InstantSource clock) {
        this.log = log;
        this.routing = routing;
        this.notifications = notifications;
        this.topics = topics;
        this.buses = buses;
        this.notices = notices;
        this.files = files;
        this.metrics = metrics;
        this.json = json;
        this.follower = new EventFollower<>(FOLLOWER, log, aside, clock, new Publishing());
    }

    /// Starts following; once.
    public void start() {
        follower.start();
    }

    /// Ends after the batch at hand. The rest is published after the next start.
    public void stop() throws InterruptedException {
        follower.stop();
    }

    /// Times that an event was handed to a topic's subscription, a file or a metric, since the start.
    public long published() {
        return published.sum();
    }

    /// Events of topics that have no subscription or no longer exist, since the start.
    public long unheard() {
        return unheard.sum();
    }

    /// Events of topics that their account may no longer publish to, since the start: nobody is told.
    public long disallowed() {
        return disallowed.sum();
    }

    public EventFollower<?> follower() {
        return follower;
    }

    /// What was set aside since the start, since it failed three times.
    public long skipped() {
        return follower.skipped();
    }

    /// Something to be told of an event.
    private sealed interface Write {
        /// @param account that named the topic
        record ToTopic(String account, String arn, Optional<String> subject, String text) implements Write {}

        record ToBus(Tenant tenant, String text) implements Write {}

        record ToStream(Tenant tenant, String arn, String line) implements Write {}

        record ToMetric(Tenant tenant, String event, Map<String, String> dimensions) implements Write {}

        record ToReputation(Tenant tenant, String set, String event) implements Write {}
    }

    private final class Publishing implements EventFollower.Answering<Write> {
        @Override
        public List<Write> answer(EventLog.Entry entry) {
            MailEvent event = entry.event();
            if (!routing.any() && !notifications.any()) {
                return List.of();
            }
            Optional<Mail> found = EventRouting.mailOf(entry);
            if (found.isEmpty()) {
                return List.of();
            }
            Mail mail = found.get();
            List<Write> writes = new ArrayList<>();
            Optional<ConfigurationSet> set = routing.setOf(mail);
            List<Target> targets = EventRouting.targets(event, set);
            if (!targets.isEmpty()) {
                String text = json.event(event, mail);
                targets.forEach(target -> writes.add(publish(event, mail, target, text)));
            }
            set.filter(known -> known.reputationMetrics() && makesReputation(event))
                    .ifPresent(known ->
                            writes.add(new Write.ToReputation(mail.tenant(), known.name(), EventJson.typeOf(event))));
            topicOf(event, mail).ifPresent(writes::add);
            return writes;
        }

        @Override
        public String destination(Write write) {
            return switch (write) {
                case Write.ToTopic topic -> topic.arn();
                case Write.ToBus bus -> EventBuses.arn(bus.tenant());
                case Write.ToStream stream -> stream.arn();
                case Write.ToMetric metric -> "metrics";
                case Write.ToReputation reputation -> "metrics";
            };
        }

        /// Topics first: when the store is away, nothing is in the files yet.
        @Override
        public List<Failure<Write>> perform(List<Write> writes) {
            List<Notice> gathered = new ArrayList<>();
            List<Write.ToStream> lines = new ArrayList<>();
            for (Write write : writes) {
                switch (write) {
                    case Write.ToTopic topic -> gathered.addAll(noticesFor(topic));
                    case Write.ToBus bus -> gathered.addAll(heard(buses.noticesFor(bus.tenant(), bus.text())));
                    case Write.ToStream stream -> lines.add(stream);
                    case Write.ToMetric metric -> {}
                    case Write.ToReputation reputation -> {}
                }
            }
            notices.add(gathered);
            List<Failure<Write>> failures = written(lines);
            writes.forEach(this::count);
            published.add(writes.size() - failures.size());
            return failures;
        }

        private void count(Write write) {
            switch (write) {
                case Write.ToTopic topic -> {}
                case Write.ToBus bus -> {}
                case Write.ToStream stream -> {}
                case Write.ToMetric metric -> metrics.count(metric.tenant(), metric.event(), metric.dimensions());
                case Write.ToReputation to -> metrics.countReputation(to.tenant(), to.set(), to.event());
            }
        }

        @Override
        public void acknowledge(long position, List<Write> writes) {
            log.acknowledge(FOLLOWER, position, List.of());
        }
    }

    /// Writes lines; on disk when this returns, but for those that failed.
    private List<Failure<Write>> written(List<Write.ToStream> lines) {
        List<Failure<Write>> failures = new ArrayList<>();
        List<Write.ToStream> appended = new ArrayList<>();
        for (Write.ToStream line : lines) {
            try {
                files.append(line.tenant(), line.arn(), line.line());
                appended.add(line);
            } catch (UncheckedIOException e) {
                failures.add(new Failure<>(line, e));
            }
        }
        Map<Path, IOException> failed = files.sync();
        for (Write.ToStream line : appended) {
            IOException reason = failed.get(files.streamOf(line.tenant(), line.arn()));
            if (reason != null) {
                failures.add(new Failure<>(line, new UncheckedIOException(reason)));
            }
        }
        return failures;
    }

    private List<Notice> noticesFor(Write.ToTopic to) {
        if (topics.exists(to.arn()) && !topics.admits(to.arn(), to.account())) {
            // It was allowed when the topic was named, and is no longer.
            disallowed.increment();
            LOG.warn("event=topic_not_allowed topic={} account={}", to.arn(), to.account());
            return List.of();
        }
        return heard(topics.noticesFor(to.arn(), to.subject(), to.text()));
    }

    private List<Notice> heard(List<Notice> made) {
        if (made.isEmpty()) {
            unheard.increment();
        }
        return made;
    }

    private static boolean makesReputation(MailEvent event) {
        return event instanceof MailEvent.Send
                || event instanceof MailEvent.Complaint
                || (event instanceof MailEvent.Bounce bounce && bounce.type() == BounceType.Permanent);
    }

    /// @param text of the event
    private static Write publish(MailEvent event, Mail mail, Target target, String text) {
        return switch (target) {
            case Target.Sns sns ->
                new Write.ToTopic(mail.tenant().accountId(), sns.topicArn(), Optional.of(SUBJECT), text);
            case Target.EventBridge bus -> new Write.ToBus(mail.tenant(), BusEvent.of(event, mail, text));
            case Target.Firehose firehose -> new Write.ToStream(mail.tenant(), firehose.streamArn(), text);
            case Target.CloudWatch cloudWatch ->
                new Write.ToMetric(
                        mail.tenant(), EventJson.typeOf(event).replace(" ", ""), dimensions(cloudWatch, event, mail));
        };
    }

    private static Map<String, String> dimensions(Target.CloudWatch cloudWatch, MailEvent event, Mail mail) {
        Map<String, List<String>> tags = EventJson.tags(mail, event);
        Map<String, String> values = new LinkedHashMap<>();
        for (EventDestination.Dimension dimension : cloudWatch.dimensions()) {
            Optional<String> value = switch (dimension.source()) {
                case messageTag ->
                    tags.getOrDefault(dimension.name(), List.of()).stream().findFirst();
                // A header says whom a message is for, and about what: not for a page of numbers.
                case emailHeader -> Optional.empty();
                case linkTag ->
                    event instanceof MailEvent.Click click
                            ? click.linkTags().getOrDefault(dimension.name(), List.of()).stream()
                                    .findFirst()
                            : Optional.empty();
            };
            values.put(
                    dimension.name(),
                    value.filter(text -> text.indexOf('@') < 0).orElse(dimension.otherwise()));
        }
        return values;
    }

    /// To the topic of the identity that covers the source, for this kind of event.
    private Optional<Write> topicOf(MailEvent event, Mail mail) {
        Optional<Notifications.Type> type = switch (event) {
            case MailEvent.Bounce bounce -> Optional.of(Notifications.Type.Bounce);
            case MailEvent.Complaint complaint -> Optional.of(Notifications.Type.Complaint);
            case MailEvent.Delivery delivery -> Optional.of(Notifications.Type.Delivery);
            default -> Optional.empty();
        };
        Optional<String> identity = mail.origin().flatMap(Origin::identity);
        if (type.isEmpty() || identity.isEmpty()) {
            return Optional.empty();
        }
        NotificationSettings.Holding holding = notifications.of(mail.tenant(), mail.owner(), identity.get());
        Notifications.Topic topic = holding.notifications().of(type.get());
        return topic.arn()
                .map(arn -> new Write.ToTopic(
                        holding.by().accountId(),
                        arn,
                        Optional.empty(),
                        json.notification(event, mail, topic.headers())));
    }
}
