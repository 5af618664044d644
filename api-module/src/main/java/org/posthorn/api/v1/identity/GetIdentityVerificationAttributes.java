package org.posthorn.api.v1.identity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.record.Required;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.VerificationStatus;

/// Tells how far the verification of identities has come.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_GetIdentityVerificationAttributes.html
final class GetIdentityVerificationAttributes
        implements Action<GetIdentityVerificationAttributes.Request, GetIdentityVerificationAttributes.Response> {
    record Request(@Required List<String> identities) {}

    record Response(Map<String, IdentityVerificationAttributes> verificationAttributes) {}

    private final Identities identities;

    GetIdentityVerificationAttributes(Identities identities) {
        this.identities = identities;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(NamedIdentities.describe(
                identities, caller.tenant(), request.identities(), IdentityVerificationAttributes::of));
    }

    /// @param verificationToken domains only
    record IdentityVerificationAttributes(VerificationStatus verificationStatus, Optional<String> verificationToken) {
        static IdentityVerificationAttributes of(Identity identity) {
            return new IdentityVerificationAttributes(identity.status(), identity.verificationToken());
        }
    }
}
