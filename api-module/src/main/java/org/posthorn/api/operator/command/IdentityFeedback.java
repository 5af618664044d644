package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.identity.NotificationSettings;

@Help("Switches bounces and complaints by mail to the sender on or off; off needs a topic for both.")
public final class IdentityFeedback implements Command<IdentityFeedback.Request, IdentityFeedback.Answer> {
    public record Request(String name, String account, Optional<String> region, Boolean enabled) {}

    public record Answer(String name, boolean enabled) {}

    private final NotificationSettings notifications;
    private final KnownIdentities known;

    @Inject
    public IdentityFeedback(NotificationSettings notifications, KnownIdentities known) {
        this.notifications = notifications;
        this.known = known;
    }

    @Override
    public Answer perform(Request asked) {
        KnownIdentities.Found found = known.find(asked.name(), asked.account(), asked.region());
        notifications.setForwarding(found.tenant(), found.identity().name(), asked.enabled());
        return new Answer(found.identity().name(), asked.enabled());
    }
}
