package org.posthorn.api.v1.identity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.record.Required;
import org.posthorn.engine.settings.Dkim;
import org.posthorn.engine.settings.VerificationStatus;

/// Tells whether mail of identities is signed, and with which keys; those of an address are its domain's.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_GetIdentityDkimAttributes.html
final class GetIdentityDkimAttributes
        implements Action<GetIdentityDkimAttributes.Request, GetIdentityDkimAttributes.Response> {
    record Request(@Required List<String> identities) {}

    record Response(Map<String, IdentityDkimAttributes> dkimAttributes) {}

    private final Identities identities;
    private final DkimSettings dkim;

    GetIdentityDkimAttributes(Identities identities, DkimSettings dkim) {
        this.identities = identities;
        this.dkim = dkim;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(NamedIdentities.describe(
                identities,
                caller.tenant(),
                request.identities(),
                identity -> IdentityDkimAttributes.of(dkim.of(caller.tenant(), identity))));
    }

    record IdentityDkimAttributes(
            boolean dkimEnabled, VerificationStatus dkimVerificationStatus, List<String> dkimTokens) {
        static IdentityDkimAttributes of(Optional<Dkim> known) {
            return known.map(dkim -> new IdentityDkimAttributes(
                            dkim.enabled(), dkim.wantedVerification().status(), dkim.tokens()))
                    .orElseGet(() -> new IdentityDkimAttributes(false, VerificationStatus.NotStarted, List.of()));
        }
    }
}
