package org.posthorn.api.v1.identity;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.MailFromDomains;
import org.posthorn.engine.settings.MailFrom.OnMxFailure;

/// Gives an identity a MAIL FROM domain of its own, or takes it away when none is named.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_SetIdentityMailFromDomain.html
final class SetIdentityMailFromDomain
        implements Action<SetIdentityMailFromDomain.Request, SetIdentityMailFromDomain.Response> {
    record Request(String identity, Optional<String> mailFromDomain, Optional<OnMxFailure> behaviorOnMXFailure) {}

    record Response() {}

    private final MailFromDomains domains;

    SetIdentityMailFromDomain(MailFromDomains domains) {
        this.domains = domains;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        request.mailFromDomain()
                .filter(domain -> !domain.isEmpty())
                .ifPresentOrElse(
                        domain -> domains.set(
                                caller.tenant(),
                                request.identity(),
                                domain,
                                request.behaviorOnMXFailure().orElse(OnMxFailure.UseDefaultValue)),
                        () -> domains.clear(caller.tenant(), request.identity()));
        return new Response();
    }
}
