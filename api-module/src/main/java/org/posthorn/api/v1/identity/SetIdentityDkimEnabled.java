package org.posthorn.api.v1.identity;

import org.posthorn.api.call.Action;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.identity.Caller;

/// Switches the signatures on mail of a domain, or of one of its addresses, on or off.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_SetIdentityDkimEnabled.html
final class SetIdentityDkimEnabled implements Action<SetIdentityDkimEnabled.Request, SetIdentityDkimEnabled.Response> {
    record Request(String identity, boolean dkimEnabled) {}

    record Response() {}

    private final DkimSettings dkim;

    SetIdentityDkimEnabled(DkimSettings dkim) {
        this.dkim = dkim;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        dkim.setEnabled(caller.tenant(), request.identity(), request.dkimEnabled());
        return new Response();
    }
}
