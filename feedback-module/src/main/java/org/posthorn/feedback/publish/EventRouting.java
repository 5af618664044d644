package org.posthorn.feedback.publish;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.EventDestination;
import org.posthorn.engine.settings.EventDestination.EventType;
import org.posthorn.engine.settings.EventDestination.Target;

/// What an event is about, and where the configuration set of its message wants it.
@Singleton
public final class EventRouting {
    private final ConfigurationSets sets;

    @Inject
    public EventRouting(ConfigurationSets sets) {
        this.sets = sets;
    }

    /// Whether any set has an event destination: to ask first spares the lookup of the message.
    boolean any() {
        return sets.anyPublishes();
    }

    /// The message of a client that an event is about; empty for mail of our own, and when it is no longer kept.
    static Optional<Mail> mailOf(EventLog.Entry entry) {
        return entry.mail().filter(found -> found.kind() == MailKind.SENT);
    }

    /// The set of a message as it is now; empty when it was deleted since.
    Optional<ConfigurationSet> setOf(Mail mail) {
        return mail.configurationSet().flatMap(name -> sets.find(mail.tenant(), name));
    }

    /// The targets of the destinations that are switched on for this kind of event.
    static List<Target> targets(MailEvent event, Optional<ConfigurationSet> set) {
        return set.map(found -> found.destinationsOf(typeOf(event)).stream()
                        .map(EventDestination::target)
                        .toList())
                .orElse(List.of());
    }

    private static EventType typeOf(MailEvent event) {
        return switch (event) {
            case MailEvent.Send e -> EventType.send;
            case MailEvent.Reject e -> EventType.reject;
            case MailEvent.Bounce e -> EventType.bounce;
            case MailEvent.Complaint e -> EventType.complaint;
            case MailEvent.Delivery e -> EventType.delivery;
            case MailEvent.RenderingFailure e -> EventType.renderingFailure;
            case MailEvent.Open e -> EventType.open;
            case MailEvent.Click e -> EventType.click;
            case MailEvent.DeliveryDelay e -> EventType.deliveryDelay;
            case MailEvent.Subscription e -> EventType.subscription;
        };
    }
}
