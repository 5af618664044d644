package org.posthorn.api.v1.identity;

import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;

/// Asks the owner of an address, by mail, to verify it.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_VerifyEmailIdentity.html
final class VerifyEmailIdentity implements Action<VerifyEmailIdentity.Request, VerifyEmailIdentity.Response> {
    record Request(String emailAddress) {}

    record Response() {}

    private final Identities identities;

    VerifyEmailIdentity(Identities identities) {
        this.identities = identities;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        identities.verifyEmail(caller.tenant(), request.emailAddress());
        return new Response();
    }
}
