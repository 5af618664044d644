package org.posthorn.api.v1.identity;

import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;

/// Registers a domain and tells the token that its TXT record must hold.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_VerifyDomainIdentity.html
final class VerifyDomainIdentity implements Action<VerifyDomainIdentity.Request, VerifyDomainIdentity.Response> {
    record Request(String domain) {}

    record Response(String verificationToken) {}

    private final Identities identities;

    VerifyDomainIdentity(Identities identities) {
        this.identities = identities;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(identities.verifyDomain(caller.tenant(), request.domain()));
    }
}
