package org.posthorn.api.v1.identity;

import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;

/// Removes an address or domain; a name that is unknown is no error.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_DeleteIdentity.html
final class DeleteIdentity implements Action<DeleteIdentity.Request, DeleteIdentity.Response> {
    record Request(String identity) {}

    record Response() {}

    private final Identities identities;

    DeleteIdentity(Identities identities) {
        this.identities = identities;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        identities.delete(caller.tenant(), request.identity());
        return new Response();
    }
}
