package org.posthorn.feedback;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.SesException;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.NotificationSettings;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.EventDestination;
import org.posthorn.engine.settings.Identity;

/// Whether a sender wants bounces and complaints by mail.
final class ForwardingSwitch {
    private static final List<EventDestination.EventType> FEEDBACK =
            List.of(EventDestination.EventType.bounce, EventDestination.EventType.complaint);

    private final Identities identities;
    private final NotificationSettings notifications;
    private final ConfigurationSets sets;

    @Inject
    ForwardingSwitch(Identities identities, NotificationSettings notifications, ConfigurationSets sets) {
        this.identities = identities;
        this.notifications = notifications;
        this.sets = sets;
    }

    /// The switch of the most specific identity that covers the sender; on when the identity is gone, or the sender
    /// can't be read: feedback too much is better than none. Nor does it count where nothing else tells of bounces (SES
    /// API v2 Reference, "PutEmailIdentityFeedbackAttributes"): neither topics nor destinations of events.
    boolean isOn(Mail mail) {
        try {
            Optional<Identity> identity = identities.covering(
                    mail.owner(), Address.parse(mail.source()).bare());
            return identity.map(its -> its.forwardingEnabled() || !isToldOtherwise(mail, its))
                    .orElse(true);
        } catch (SesException e) {
            return true;
        }
    }

    private boolean isToldOtherwise(Mail mail, Identity identity) {
        return notifications.of(mail.owner(), identity.name()).replaceFeedbackMail()
                || mail.configurationSet()
                        .flatMap(name -> sets.find(mail.tenant(), name))
                        .filter(ForwardingSwitch::hears)
                        .isPresent();
    }

    private static boolean hears(ConfigurationSet set) {
        return FEEDBACK.stream()
                .allMatch(type -> set.destinations().stream()
                        .anyMatch(destination ->
                                destination.enabled() && destination.types().contains(type)));
    }
}
