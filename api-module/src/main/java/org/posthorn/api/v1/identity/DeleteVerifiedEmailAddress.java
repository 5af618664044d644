package org.posthorn.api.v1.identity;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;

/// The older name of [DeleteIdentity], for addresses.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_DeleteVerifiedEmailAddress.html
final class DeleteVerifiedEmailAddress implements Action<DeleteVerifiedEmailAddress.Request, NoResult> {
    record Request(String emailAddress) {}

    private final Identities identities;

    DeleteVerifiedEmailAddress(Identities identities) {
        this.identities = identities;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        identities.delete(caller.tenant(), request.emailAddress());
        return NoResult.NO_RESULT;
    }
}
