package org.posthorn.api.v2.identity;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.MailFromDomains;
import org.posthorn.engine.record.InPath;

/// Gives an identity a MAIL FROM domain of its own, or takes it away when none is named.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutEmailIdentityMailFromAttributes.html
@Route(method = "PUT", path = "/identities/{EmailIdentity}/mail-from")
final class PutEmailIdentityMailFromAttributes implements Action<PutEmailIdentityMailFromAttributes.Request, NoResult> {
    record Request(
            @InPath String emailIdentity,
            Optional<String> mailFromDomain,
            Optional<MailFromAttributes.OnMxFailure> behaviorOnMxFailure) {}

    private final MailFromDomains domains;

    PutEmailIdentityMailFromAttributes(MailFromDomains domains) {
        this.domains = domains;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        request.mailFromDomain()
                .filter(domain -> !domain.isEmpty())
                .ifPresentOrElse(
                        domain -> domains.set(
                                caller.tenant(),
                                request.emailIdentity(),
                                domain,
                                request.behaviorOnMxFailure()
                                        .orElse(MailFromAttributes.OnMxFailure.USE_DEFAULT_VALUE)
                                        .known()),
                        () -> domains.clear(caller.tenant(), request.emailIdentity()));
        return NoResult.NO_RESULT;
    }
}
