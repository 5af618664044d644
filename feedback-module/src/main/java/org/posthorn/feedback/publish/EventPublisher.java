package org.posthorn.feedback.publish;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.event.BounceType;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.identity.NotificationSettings;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.Origin;
import org.posthorn.engine.send.ConfigurationSets;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.EventDestination;
import org.posthorn.engine.settings.EventDestination.EventType;
import org.posthorn.engine.settings.EventDestination.Target;
import org.posthorn.engine.settings.Notice;
import org.posthorn.engine.settings.Notifications;
import org.posthorn.engine.topic.Notices;
import org.posthorn.engine.topic.Topics;
import org.posthorn.feedback.follow.EventFollower;

/// Brings events to whoever asked for them: the event destinations of configuration sets, and the topics of identities.
/// The follower `publisher` of the [EventLog].
///
/// What is published is on disk before the position moves on, so each event arrives at least once; after a crash in
/// between it arrives twice.
public final class EventPublisher {
    static final String FOLLOWER = "publisher";
    private static final String SUBJECT = "Amazon SES Email Event Notification";

    private final EventLog log;
    private final MailQueue queue;
    private final ConfigurationSets sets;
    private final NotificationSettings notifications;
    private final Topics topics;
    private final Notices notices;
    private final FirehoseFiles files;
    private final EventMetrics metrics;
    private final EventJson json;
    private final EventFollower<Runnable> follower;
    private final LongAdder published = new LongAdder();
    private final LongAdder unheard = new LongAdder();
    // Of the follower's thread: what one batch of events adds.
    private final List<Notice> gathered = new ArrayList<>();

    /// @param reportingHost the installation's host name in mail
    public EventPublisher(
            EventLog log,
            MailQueue queue,
            ConfigurationSets sets,
            NotificationSettings notifications,
            Topics topics,
            Notices notices,
            FirehoseFiles files,
            EventMetrics metrics,
            String reportingHost) {
        this.log = log;
        this.queue = queue;
        this.sets = sets;
        this.notifications = notifications;
        this.topics = topics;
        this.notices = notices;
        this.files = files;
        this.metrics = metrics;
        this.json = new EventJson(reportingHost);
        this.follower = new EventFollower<>(FOLLOWER, log, new Publishing());
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

    /// Events passed over since the start, since they failed three times.
    public long skipped() {
        return follower.skipped();
    }

    /// Answers are what is to be written with the next acknowledgement.
    private final class Publishing implements EventFollower.Answering<Runnable> {
        @Override
        public List<Runnable> answer(EventLog.Entry entry) {
            MailEvent event = entry.event();
            if (!sets.anyPublishes() && !notifications.any()) {
                return List.of(); // spares the lookup of the message
            }
            Optional<Mail> mail = queue.find(event.messageId())
                    .map(QueuedMessage::mail)
                    .filter(found -> found.kind() == MailKind.SENT);
            if (mail.isEmpty()) {
                return List.of();
            }
            List<Runnable> writes = new ArrayList<>();
            Optional<ConfigurationSet> set = mail.get()
                    .configurationSet()
                    .flatMap(name -> sets.find(mail.get().tenant(), name));
            destinations(event, set)
                    .forEach(destination -> writes.add(publish(event, mail.get(), destination.target())));
            set.filter(found -> found.reputationMetrics() && makesReputation(event))
                    .ifPresent(found -> writes.add(
                            () -> metrics.countReputation(mail.get().tenant(), found.name(), EventJson.typeOf(event))));
            topicOf(event, mail.get()).ifPresent(topic -> {
                String text = json.notification(event, mail.get(), topic.headers());
                writes.add(() -> gather(topic.arn().orElseThrow(), Optional.empty(), text));
            });
            return writes;
        }

        @Override
        public void acknowledge(long position, List<Runnable> writes) {
            gathered.clear();
            writes.forEach(Runnable::run);
            notices.add(gathered);
            files.sync();
            log.acknowledge(FOLLOWER, position, List.of());
            published.add(writes.size());
        }
    }

    private void gather(String topicArn, Optional<String> subject, String text) {
        List<Notice> made = topics.noticesFor(topicArn, subject, text);
        if (made.isEmpty()) {
            unheard.increment();
        }
        gathered.addAll(made);
    }

    private static boolean makesReputation(MailEvent event) {
        return event instanceof MailEvent.Send
                || event instanceof MailEvent.Complaint
                || (event instanceof MailEvent.Bounce bounce && bounce.type() == BounceType.Permanent);
    }

    /// @param set of the message as it is now; empty when it was deleted since
    private static List<EventDestination> destinations(MailEvent event, Optional<ConfigurationSet> set) {
        return typeOf(event)
                .flatMap(type -> set.map(found -> found.destinationsOf(type)))
                .orElse(List.of());
    }

    private Runnable publish(MailEvent event, Mail mail, Target target) {
        return switch (target) {
            case Target.Sns sns -> {
                String text = json.event(event, mail);
                yield () -> gather(sns.topicArn(), Optional.of(SUBJECT), text);
            }
            case Target.Firehose firehose -> {
                String line = json.event(event, mail);
                yield () -> files.append(mail.tenant(), firehose.streamArn(), line);
            }
            case Target.CloudWatch cloudWatch -> {
                Map<String, String> dimensions = dimensions(cloudWatch, event, mail);
                yield () -> metrics.count(EventJson.typeOf(event).replace(" ", ""), dimensions);
            }
        };
    }

    private static Map<String, String> dimensions(Target.CloudWatch cloudWatch, MailEvent event, Mail mail) {
        Map<String, List<String>> tags = EventJson.tags(mail, event);
        MessageHeaders headers = MessageHeaders.of(mail);
        Map<String, String> values = new LinkedHashMap<>();
        for (EventDestination.Dimension dimension : cloudWatch.dimensions()) {
            Optional<String> value = switch (dimension.source()) {
                case messageTag ->
                    tags.getOrDefault(dimension.name(), List.of()).stream().findFirst();
                case emailHeader -> headers.first(dimension.name());
                case linkTag ->
                    event instanceof MailEvent.Click click
                            ? click.linkTags().getOrDefault(dimension.name(), List.of()).stream()
                                    .findFirst()
                            : Optional.empty();
            };
            values.put(dimension.name(), value.orElse(dimension.otherwise()));
        }
        return values;
    }

    /// The topic of the identity that covers the source, for this kind of event.
    private Optional<Notifications.Topic> topicOf(MailEvent event, Mail mail) {
        Optional<Notifications.Type> type = switch (event) {
            case MailEvent.Bounce bounce -> Optional.of(Notifications.Type.Bounce);
            case MailEvent.Complaint complaint -> Optional.of(Notifications.Type.Complaint);
            case MailEvent.Delivery delivery -> Optional.of(Notifications.Type.Delivery);
            default -> Optional.empty();
        };
        return type.flatMap(kind -> mail.origin()
                        .flatMap(Origin::identity)
                        .map(identity -> notifications
                                .of(mail.tenant(), mail.owner(), identity)
                                .of(kind)))
                .filter(topic -> topic.arn().isPresent());
    }

    /// Delays are events of the second API version only.
    private static Optional<EventType> typeOf(MailEvent event) {
        return switch (event) {
            case MailEvent.Send e -> Optional.of(EventType.send);
            case MailEvent.Reject e -> Optional.of(EventType.reject);
            case MailEvent.Bounce e -> Optional.of(EventType.bounce);
            case MailEvent.Complaint e -> Optional.of(EventType.complaint);
            case MailEvent.Delivery e -> Optional.of(EventType.delivery);
            case MailEvent.RenderingFailure e -> Optional.of(EventType.renderingFailure);
            case MailEvent.Open e -> Optional.of(EventType.open);
            case MailEvent.Click e -> Optional.of(EventType.click);
            case MailEvent.DeliveryDelay e -> Optional.empty();
        };
    }
}
