package org.posthorn.api.v2.identity;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.IdentityCertificateList;
import org.posthorn.engine.identity.MailFromDomains;
import org.posthorn.engine.identity.NewIdentities;
import org.posthorn.engine.identity.SendingPolicies;
import org.posthorn.engine.mail.MailDomain;
import org.posthorn.engine.settings.DkimKey;
import org.posthorn.engine.tag.Tags;

/// Addresses and domains, and what holds for their mail.
public final class IdentityArea implements Area {
    private final Identities identities;
    private final NewIdentities made;
    private final DkimSettings dkim;
    private final MailFromDomains mailFrom;
    private final SendingPolicies policies;
    private final IdentityCertificateList certificates;
    private final ConfigurationSets sets;
    private final Tags tags;
    private final String zone;

    /// @param mailDomain below which the aliases of DKIM tokens lead, `mail.domain`
    @Inject
    IdentityArea(
            Identities identities,
            NewIdentities made,
            DkimSettings dkim,
            MailFromDomains mailFrom,
            SendingPolicies policies,
            IdentityCertificateList certificates,
            ConfigurationSets sets,
            Tags tags,
            @MailDomain String mailDomain) {
        this.identities = identities;
        this.made = made;
        this.dkim = dkim;
        this.mailFrom = mailFrom;
        this.policies = policies;
        this.certificates = certificates;
        this.sets = sets;
        this.tags = tags;
        this.zone = DkimKey.zone(mailDomain);
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(
                        CreateEmailIdentity.Request.class,
                        new CreateEmailIdentity(identities, made, dkim, sets, tags, zone)),
                Operation.of(
                        GetEmailIdentity.Request.class,
                        new GetEmailIdentity(identities, dkim, mailFrom, policies, tags, zone)),
                Operation.of(ListEmailIdentities.Request.class, new ListEmailIdentities(identities)),
                Operation.of(DeleteEmailIdentity.Request.class, new DeleteEmailIdentity(identities, certificates)),
                Operation.of(PutEmailIdentityDkimAttributes.Request.class, new PutEmailIdentityDkimAttributes(dkim)),
                Operation.of(
                        PutEmailIdentityDkimSigningAttributes.Request.class,
                        new PutEmailIdentityDkimSigningAttributes(identities, dkim, zone)),
                Operation.of(
                        PutEmailIdentityFeedbackAttributes.Request.class,
                        new PutEmailIdentityFeedbackAttributes(identities)),
                Operation.of(
                        PutEmailIdentityMailFromAttributes.Request.class,
                        new PutEmailIdentityMailFromAttributes(mailFrom)),
                Operation.of(
                        PutEmailIdentityConfigurationSetAttributes.Request.class,
                        new PutEmailIdentityConfigurationSetAttributes(identities, sets)),
                Operation.of(CreateEmailIdentityPolicy.Request.class, new CreateEmailIdentityPolicy(policies)),
                Operation.of(
                        GetEmailIdentityPolicies.Request.class, new GetEmailIdentityPolicies(identities, policies)),
                Operation.of(UpdateEmailIdentityPolicy.Request.class, new UpdateEmailIdentityPolicy(policies)),
                Operation.of(DeleteEmailIdentityPolicy.Request.class, new DeleteEmailIdentityPolicy(policies)),
                Operation.of(
                        AssociateEmailIdentityCertificate.Request.class,
                        new AssociateEmailIdentityCertificate(certificates)),
                Operation.of(
                        DisassociateEmailIdentityCertificate.Request.class,
                        new DisassociateEmailIdentityCertificate(certificates)),
                Operation.of(
                        ListEmailIdentityCertificates.Request.class, new ListEmailIdentityCertificates(certificates)));
    }
}
