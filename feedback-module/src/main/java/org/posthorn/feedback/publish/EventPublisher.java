package org.posthorn.feedback.publish;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.posthorn.engine.event.BounceType;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.identity.NotificationSettings;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Origin;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.EventDestination;
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
    private final EventRouting routing;
    private final NotificationSettings notifications;
    private final Topics topics;
    private final Notices notices;
    private final FirehoseFiles files;
    private final EventMetrics metrics;
    private final EventJson json;
    private final EventFollower<Consumer<List<Notice>>> follower;
    private final LongAdder published = new LongAdder();
    private final LongAdder unheard = new LongAdder();

    public EventPublisher(
            EventLog log,
            EventRouting routing,
            NotificationSettings notifications,
            Topics topics,
            Notices notices,
            FirehoseFiles files,
            EventMetrics metrics,
            EventJson json) {
        this.log = log;
        this.routing = routing;
        this.notifications = notifications;
        this.topics = topics;
        this.notices = notices;
        this.files = files;
        this.metrics = metrics;
        this.json = json;
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

    /// Answers are what is to be written with the next acknowledgement; they add the notices that go with it.
    private final class Publishing implements EventFollower.Answering<Consumer<List<Notice>>> {
        @Override
        public List<Consumer<List<Notice>>> answer(EventLog.Entry entry) {
            MailEvent event = entry.event();
            if (!routing.any() && !notifications.any()) {
                return List.of();
            }
            Optional<Mail> found = routing.mailOf(event);
            if (found.isEmpty()) {
                return List.of();
            }
            Mail mail = found.get();
            List<Consumer<List<Notice>>> writes = new ArrayList<>();
            Optional<ConfigurationSet> set = routing.setOf(mail);
            List<Target> targets = EventRouting.targets(event, set);
            if (!targets.isEmpty()) {
                String text = json.event(event, mail);
                targets.forEach(target -> writes.add(publish(event, mail, target, text)));
            }
            set.filter(known -> known.reputationMetrics() && makesReputation(event))
                    .ifPresent(known -> writes.add(
                            notices -> metrics.countReputation(mail.tenant(), known.name(), EventJson.typeOf(event))));
            topicOf(event, mail).ifPresent(topic -> {
                String text = json.notification(event, mail, topic.headers());
                writes.add(notices -> notices.addAll(noticesFor(topic.arn().orElseThrow(), Optional.empty(), text)));
            });
            return writes;
        }

        @Override
        public void acknowledge(long position, List<Consumer<List<Notice>>> writes) {
            List<Notice> gathered = new ArrayList<>();
            writes.forEach(write -> write.accept(gathered));
            notices.add(gathered);
            files.sync();
            log.acknowledge(FOLLOWER, position, List.of());
            published.add(writes.size());
        }
    }

    private List<Notice> noticesFor(String topicArn, Optional<String> subject, String text) {
        List<Notice> made = topics.noticesFor(topicArn, subject, text);
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
    private Consumer<List<Notice>> publish(MailEvent event, Mail mail, Target target, String text) {
        return switch (target) {
            case Target.Sns sns -> gathered -> gathered.addAll(noticesFor(sns.topicArn(), Optional.of(SUBJECT), text));
            case Target.Firehose firehose -> gathered -> files.append(mail.tenant(), firehose.streamArn(), text);
            case Target.CloudWatch cloudWatch -> {
                Map<String, String> dimensions = dimensions(cloudWatch, event, mail);
                yield gathered ->
                        metrics.count(mail.tenant(), EventJson.typeOf(event).replace(" ", ""), dimensions);
            }
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
}
