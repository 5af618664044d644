package org.posthorn.api.v2.identity;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// Switches the signatures on mail of a domain, or of one of its addresses, on or off, whether or not its records were
/// found.
///
/// Differs from SES: for an address it holds for the mail of that address, as in API v1, where SES was seen to answer
/// and change nothing.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutEmailIdentityDkimAttributes.html
@Route(method = "PUT", path = "/identities/{EmailIdentity}/dkim")
final class PutEmailIdentityDkimAttributes implements Action<PutEmailIdentityDkimAttributes.Request, NoResult> {
    /// Without the switch, off: as of a primitive member.
    record Request(@InPath String emailIdentity, Optional<Boolean> signingEnabled) {}

    private final DkimSettings dkim;

    PutEmailIdentityDkimAttributes(DkimSettings dkim) {
        this.dkim = dkim;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        dkim.setEnabledAhead(
                caller.tenant(),
                request.emailIdentity(),
                request.signingEnabled().orElse(false));
        return NoResult.NO_RESULT;
    }
}
