package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.NotificationSettings;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Notifications;

@Help("Sets what is given of how an identity hears of its bounces, complaints or deliveries: the topic, and whether"
        + " the headers of the message are told.")
public final class IdentityNotify implements Command<IdentityNotify.Request, IdentityNotify.Answer> {
    /// @param topic its ARN; an empty text takes it away
    public record Request(
            String name,
            String account,
            Optional<String> region,
            Notifications.Type type,
            Optional<String> topic,
            Optional<Boolean> headers) {}

    /// @param feedback whether bounces and complaints are mailed to the sender, too
    public record Answer(
            String name, Notifications.Type type, Optional<String> topic, boolean headers, boolean feedback) {}

    private final NotificationSettings notifications;
    private final Identities identities;
    private final KnownIdentities known;

    @Inject
    public IdentityNotify(NotificationSettings notifications, Identities identities, KnownIdentities known) {
        this.notifications = notifications;
        this.identities = identities;
        this.known = known;
    }

    @Override
    public Answer perform(Request asked) {
        KnownIdentities.Found found = known.find(asked.name(), asked.account(), asked.region());
        Tenant tenant = found.tenant();
        String name = found.identity().name();
        // What may be refused comes first.
        asked.topic()
                .ifPresent(arn -> notifications.setTopic(
                        tenant, name, asked.type(), Optional.of(arn).filter(text -> !text.isEmpty())));
        asked.headers().ifPresent(on -> notifications.setHeaders(tenant, name, asked.type(), on));
        Notifications.Topic set = notifications.of(tenant, name).of(asked.type());
        return new Answer(
                name,
                asked.type(),
                set.arn(),
                set.headers(),
                identities.find(tenant, name).orElse(found.identity()).forwardingEnabled());
    }
}
