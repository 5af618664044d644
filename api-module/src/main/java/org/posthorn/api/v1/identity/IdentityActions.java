package org.posthorn.api.v1.identity;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.MailFromDomains;
import org.posthorn.engine.identity.NotificationSettings;
import org.posthorn.engine.identity.SendingPolicies;

/// Addresses and domains, and what holds for their mail.
public final class IdentityActions implements Area {
    private final Identities identities;
    private final DkimSettings dkim;
    private final MailFromDomains mailFrom;
    private final SendingPolicies policies;
    private final NotificationSettings notifications;

    @Inject
    IdentityActions(
            Identities identities,
            DkimSettings dkim,
            MailFromDomains mailFrom,
            SendingPolicies policies,
            NotificationSettings notifications) {
        this.identities = identities;
        this.dkim = dkim;
        this.mailFrom = mailFrom;
        this.policies = policies;
        this.notifications = notifications;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(DeleteIdentity.Request.class, new DeleteIdentity(identities)),
                Operation.of(DeleteIdentityPolicy.Request.class, new DeleteIdentityPolicy(policies)),
                Operation.of(GetIdentityPolicies.Request.class, new GetIdentityPolicies(policies)),
                Operation.of(ListIdentityPolicies.Request.class, new ListIdentityPolicies(policies)),
                Operation.of(PutIdentityPolicy.Request.class, new PutIdentityPolicy(policies)),
                Operation.of(DeleteVerifiedEmailAddress.Request.class, new DeleteVerifiedEmailAddress(identities)),
                Operation.of(GetIdentityDkimAttributes.Request.class, new GetIdentityDkimAttributes(identities, dkim)),
                Operation.of(
                        GetIdentityMailFromDomainAttributes.Request.class,
                        new GetIdentityMailFromDomainAttributes(identities, mailFrom)),
                Operation.of(
                        GetIdentityNotificationAttributes.Request.class,
                        new GetIdentityNotificationAttributes(identities, notifications)),
                Operation.of(
                        GetIdentityVerificationAttributes.Request.class,
                        new GetIdentityVerificationAttributes(identities)),
                Operation.of(ListIdentities.Request.class, new ListIdentities(identities)),
                Operation.of(ListVerifiedEmailAddresses.Request.class, new ListVerifiedEmailAddresses(identities)),
                Operation.of(SetIdentityDkimEnabled.Request.class, new SetIdentityDkimEnabled(dkim)),
                Operation.of(
                        SetIdentityFeedbackForwardingEnabled.Request.class,
                        new SetIdentityFeedbackForwardingEnabled(notifications)),
                Operation.of(
                        SetIdentityHeadersInNotificationsEnabled.Request.class,
                        new SetIdentityHeadersInNotificationsEnabled(notifications)),
                Operation.of(
                        SetIdentityNotificationTopic.Request.class, new SetIdentityNotificationTopic(notifications)),
                Operation.of(SetIdentityMailFromDomain.Request.class, new SetIdentityMailFromDomain(mailFrom)),
                Operation.of(VerifyDomainDkim.Request.class, new VerifyDomainDkim(dkim)),
                Operation.of(VerifyDomainIdentity.Request.class, new VerifyDomainIdentity(identities)),
                Operation.of(VerifyEmailAddress.Request.class, new VerifyEmailAddress(identities)),
                Operation.of(VerifyEmailIdentity.Request.class, new VerifyEmailIdentity(identities)));
    }
}
