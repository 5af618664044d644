package org.posthorn.api.v2.identity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Tag;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.MailFromDomains;
import org.posthorn.engine.identity.SendingPolicies;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.settings.Dkim;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tag.Tags;

/// Tells all that is set for an identity.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailIdentity.html
@Route(method = "GET", path = "/identities/{EmailIdentity}")
final class GetEmailIdentity implements Action<GetEmailIdentity.Request, GetEmailIdentity.Response> {
    record Request(@InPath String emailIdentity) {}

    record Response(
            Kind identityType,
            boolean feedbackForwardingStatus,
            boolean verifiedForSendingStatus,
            DkimAttributes dkimAttributes,
            MailFromAttributes mailFromAttributes,
            Map<String, String> policies,
            List<Tag> tags,
            Optional<String> configurationSetName,
            Status verificationStatus,
            VerificationInfo verificationInfo) {}

    private final Identities identities;
    private final DkimSettings dkim;
    private final MailFromDomains mailFrom;
    private final SendingPolicies policies;
    private final Tags tags;
    private final String zone;

    GetEmailIdentity(
            Identities identities,
            DkimSettings dkim,
            MailFromDomains mailFrom,
            SendingPolicies policies,
            Tags tags,
            String zone) {
        this.identities = identities;
        this.dkim = dkim;
        this.mailFrom = mailFrom;
        this.policies = policies;
        this.tags = tags;
        this.zone = zone;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Tenant tenant = caller.tenant();
        Identity identity = KnownIdentity.find(identities, tenant, request.emailIdentity());
        Optional<Dkim> keys = dkim.of(tenant, identity);
        return new Response(
                Kind.of(identity.type()),
                identity.forwardingEnabled(),
                identity.isVerified(),
                DkimAttributes.of(keys, zone),
                MailFromAttributes.of(mailFrom.of(tenant, identity)),
                GetEmailIdentityPolicies.texts(policies.of(tenant, identity.name())),
                Tag.of(tags.of(tenant, new Resource(Resource.Type.IDENTITY, identity.name()))),
                identity.configurationSet(),
                Status.of(identity.status()),
                VerificationInfo.of(identity, keys));
    }
}
