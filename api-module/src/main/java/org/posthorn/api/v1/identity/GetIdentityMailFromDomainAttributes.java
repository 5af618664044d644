package org.posthorn.api.v1.identity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.MailFromDomains;
import org.posthorn.engine.record.Required;
import org.posthorn.engine.settings.MailFrom;
import org.posthorn.engine.settings.MailFrom.OnMxFailure;

/// Tells the MAIL FROM domains of identities, and whether their records were found.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_GetIdentityMailFromDomainAttributes.html
final class GetIdentityMailFromDomainAttributes
        implements Action<GetIdentityMailFromDomainAttributes.Request, GetIdentityMailFromDomainAttributes.Response> {
    record Request(@Required List<String> identities) {}

    record Response(Map<String, IdentityMailFromDomainAttributes> mailFromDomainAttributes) {}

    private final Identities identities;
    private final MailFromDomains domains;

    GetIdentityMailFromDomainAttributes(Identities identities, MailFromDomains domains) {
        this.identities = identities;
        this.domains = domains;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(NamedIdentities.describe(
                identities,
                caller.tenant(),
                request.identities(),
                identity -> IdentityMailFromDomainAttributes.of(domains.of(caller.tenant(), identity))));
    }

    /// A domain that was set is never `NotStarted`.
    enum CustomMailFromStatus {
        Pending,
        Success,
        Failed,
        TemporaryFailure
    }

    /// Without a domain only the behaviour is told, as SES does.
    record IdentityMailFromDomainAttributes(
            Optional<String> mailFromDomain,
            Optional<CustomMailFromStatus> mailFromDomainStatus,
            OnMxFailure behaviorOnMXFailure) {
        static IdentityMailFromDomainAttributes of(Optional<MailFrom> known) {
            return new IdentityMailFromDomainAttributes(
                    known.map(MailFrom::domain),
                    known.map(mailFrom -> CustomMailFromStatus.valueOf(
                            mailFrom.verification().status().name())),
                    known.map(MailFrom::onMxFailure).orElse(OnMxFailure.UseDefaultValue));
        }
    }
}
