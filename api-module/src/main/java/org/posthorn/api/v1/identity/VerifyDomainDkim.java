package org.posthorn.api.v1.identity;

import java.util.List;
import org.posthorn.api.call.Action;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.identity.Caller;

/// Gives a domain the keys that its mail is signed with, and tells their selectors.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_VerifyDomainDkim.html
final class VerifyDomainDkim implements Action<VerifyDomainDkim.Request, VerifyDomainDkim.Response> {
    record Request(String domain) {}

    record Response(List<String> dkimTokens) {}

    private final DkimSettings dkim;

    VerifyDomainDkim(DkimSettings dkim) {
        this.dkim = dkim;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(dkim.verifyDomain(caller.tenant(), request.domain()));
    }
}
