package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.identity.MailFromDomains;
import org.posthorn.engine.identity.NotificationSettings;
import org.posthorn.engine.identity.SendingPolicies;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Dkim;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityPolicies;
import org.posthorn.engine.settings.MailFrom.OnMxFailure;
import org.posthorn.engine.settings.Notifications;

@Help("Tells all that is set for an identity.")
public final class IdentityShow implements Command<IdentityShow.Request, IdentityShow.Answer> {
    public record Request(String name, String account, Optional<String> region) {}

    /// @param dkim of the records of its keys, or of its domain's; empty when there are none
    /// @param dkimKeys `ours`, or `given` for a key that the owner of the domain made
    /// @param configurationSet that its mail has when it names none
    /// @param signs whether its mail is signed, once the records are there
    /// @param feedback whether bounces and complaints are mailed to the sender
    /// @param policies their names
    public record Answer(
            String accountId,
            String region,
            String name,
            String type,
            String status,
            Optional<String> dkim,
            Optional<String> dkimKeys,
            boolean signs,
            Optional<String> mailFrom,
            Optional<String> mailFromStatus,
            Optional<OnMxFailure> onMxFailure,
            boolean feedback,
            Optional<String> configurationSet,
            List<String> policies,
            List<Told> topics) {}

    /// @param topic empty when nobody is told
    /// @param headers whether the headers of the message are told
    public record Told(Notifications.Type type, Optional<String> topic, boolean headers) {}

    private final DkimSettings dkim;
    private final MailFromDomains mailFrom;
    private final NotificationSettings notifications;
    private final SendingPolicies policies;
    private final KnownIdentities known;

    @Inject
    public IdentityShow(
            DkimSettings dkim,
            MailFromDomains mailFrom,
            NotificationSettings notifications,
            SendingPolicies policies,
            KnownIdentities known) {
        this.dkim = dkim;
        this.mailFrom = mailFrom;
        this.notifications = notifications;
        this.policies = policies;
        this.known = known;
    }

    @Override
    public Answer perform(Request asked) {
        KnownIdentities.Found found = known.find(asked.name(), asked.account(), asked.region());
        Tenant tenant = found.tenant();
        Identity identity = found.identity();
        Optional<Dkim> keys = dkim.of(tenant, identity);
        IdentityMailFrom.Answer from = IdentityMailFrom.Answer.of(identity.name(), mailFrom.of(tenant, identity));
        Notifications told = notifications.of(tenant, identity.name());
        return new Answer(
                tenant.accountId(),
                tenant.region(),
                identity.name(),
                identity.type().name(),
                identity.status().name(),
                keys.map(known -> known.wantedVerification().status().name()),
                keys.filter(known -> !known.keys().isEmpty())
                        .map(known -> Dkim.areGiven(known.wanted()) ? "given" : "ours"),
                keys.filter(Dkim::enabled).isPresent(),
                from.domain(),
                from.status(),
                from.onMxFailure(),
                identity.forwardingEnabled(),
                identity.configurationSet(),
                policies.of(tenant, identity.name()).stream()
                        .map(IdentityPolicies.Named::name)
                        .toList(),
                Arrays.stream(Notifications.Type.values())
                        .map(type -> new Told(
                                type, told.of(type).arn(), told.of(type).headers()))
                        .toList());
    }
}
