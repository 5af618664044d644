package org.posthorn.engine.identity;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.Notifications;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.topic.TopicArn;
import org.posthorn.engine.topic.Topics;

/// Who hears of the bounces, complaints and deliveries of an identity's mail (SES Developer Guide, "Setting up event
/// notifications"). Safe for use by many threads.
@Singleton
public final class NotificationSettings {

    private final Table<Notifications> table;
    private final Identities identities;
    private final Topics topics;
    private volatile boolean any;

    @Inject
    public NotificationSettings(Settings settings, Identities identities, Topics topics) {
        this.table = settings.table(Tables.NOTIFICATIONS);
        this.identities = identities;
        this.topics = topics;
        this.any = !table.scan(Optional.empty(), 1).isEmpty();
    }

    /// Sets the topic for one kind of outcome, and publishes a message that says so; or clears it.
    ///
    /// @param arn empty to clear it
    /// @throws SesException INVALID_PARAMETER_VALUE when there is no such identity, or no such topic that is theirs
    public void setTopic(Tenant tenant, String name, Notifications.Type type, Optional<String> arn) {
        String identity = known(tenant, name);
        arn.ifPresent(topic -> checkTopic(tenant, topic));
        change(tenant, identity, before -> before.withTopic(type, arn));
        arn.ifPresent(topic -> topics.publish(
                topic,
                Optional.empty(),
                "{\"notificationType\":\"AmazonSnsSubscriptionSucceeded\",\"message\":\"You have successfully"
                        + " subscribed your Amazon SNS topic '" + topic + "' to receive '" + type
                        + "' notifications from Amazon SES for identity '" + identity + "'.\"}\n"));
        if (identities.find(tenant, identity).isPresent()
                && !of(tenant, identity).replaceFeedbackMail()) {
            // Without a topic for both, the sender is written to again.
            identities.setForwarding(tenant, identity, true);
        }
    }

    /// @throws SesException MESSAGE_REJECTED when there is no such identity: this operation's own answer
    public void setHeaders(Tenant tenant, String name, Notifications.Type type, boolean enabled) {
        String identity = find(tenant, name)
                .orElseThrow(() -> new SesException(
                        SesError.MESSAGE_REJECTED, "Identity " + name + " is not verified or does not exist."));
        change(tenant, identity, before -> before.withHeaders(type, enabled));
    }

    /// Switches feedback by mail on or off.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE when there is no such identity, and when it is switched off while
    ///     bounces or complaints have no topic; that text is a guess, no document has it
    public void setForwarding(Tenant tenant, String name, boolean enabled) {
        String identity = identities.find(tenant, name).map(Identity::name).orElseThrow(() -> Identities.unknown(name));
        if (!enabled && !of(tenant, identity).replaceFeedbackMail()) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "Identity " + name + " does not have SNS topics for both bounce and complaint notifications.");
        }
        identities.setForwarding(tenant, identity, enabled);
    }

    /// Whether any identity of anybody may have a topic; true for good once one had.
    public boolean any() {
        return any;
    }

    /// What holds for mail that one account sends under an identity of another: what the sender set itself, else what
    /// the owner set.
    public Holding of(Tenant sender, Tenant owner, String identity) {
        return (sender.equals(owner) ? Optional.<Notifications>empty() : table.get(sender, owner.identityArn(identity)))
                .map(its -> new Holding(sender, its))
                .orElseGet(() -> new Holding(owner, of(owner, identity)));
    }

    /// @param by who has set it
    public record Holding(Tenant by, Notifications notifications) {}

    /// What is set for the identity of exactly that name.
    public Notifications of(Tenant tenant, String identity) {
        return table.get(tenant, identity).orElse(Notifications.NONE);
    }

    private void change(Tenant tenant, String identity, UnaryOperator<Notifications> change) {
        any = true;
        table.update(tenant, identity, before -> {
            Notifications after = change.apply(before.orElse(Notifications.NONE));
            return after.equals(Notifications.NONE) ? Optional.empty() : Optional.of(after);
        });
    }

    private String known(Tenant tenant, String name) {
        return find(tenant, name).orElseThrow(() -> Identities.unknown(name));
    }

    /// The row of an identity: its name, or its ARN when it is another account's.
    private Optional<String> find(Tenant tenant, String name) {
        IdentityArn identity = IdentityArn.parse(name).orElseGet(() -> new IdentityArn(tenant, name));
        Tenant owner = identity.owner();
        return identities
                .find(owner, identity.name())
                .map(found -> owner.equals(tenant) ? found.name() : owner.identityArn(found.name()));
    }

    /// Topics are in the region of their identity (SES Developer Guide). One that is not the account's to publish to is
    /// refused as one that is not there, and so is an empty name (seen by users: community.aws issue 150).
    private void checkTopic(Tenant tenant, String arn) {
        if (TopicArn.parse(arn)
                        .filter(topic -> topic.owner().region().equals(tenant.region()))
                        .isEmpty()
                || !topics.claim(arn, tenant.accountId())) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "SNS topic " + arn + " is invalid.");
        }
    }
}
