package org.posthorn.api.v2.identity;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.dkim.KeyChoice;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.settings.Dkim;
import org.posthorn.engine.settings.Identity;

/// Gives a domain other DKIM keys: of another length, or one of its owner's, or ours again. Until the new records are
/// found the keys before still sign.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutEmailIdentityDkimSigningAttributes.html
@Route(method = "PUT", path = "/identities/{EmailIdentity}/dkim/signing")
final class PutEmailIdentityDkimSigningAttributes
        implements Action<
                PutEmailIdentityDkimSigningAttributes.Request, PutEmailIdentityDkimSigningAttributes.Response> {
    record Request(
            @InPath String emailIdentity,
            DkimSigningAttributesOrigin signingAttributesOrigin,
            Optional<DkimSigningAttributes> signingAttributes) {}

    record Response(Status dkimStatus, List<String> dkimTokens, Optional<String> signingHostedZone) {}

    private final Identities identities;
    private final DkimSettings dkim;
    private final String zone;

    PutEmailIdentityDkimSigningAttributes(Identities identities, DkimSettings dkim, String zone) {
        this.identities = identities;
        this.dkim = dkim;
        this.zone = zone;
    }

    static SesException noDomain() {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, "The EmailIdentity value must be a valid domain.");
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Tenant tenant = caller.tenant();
        if (request.emailIdentity().isBlank() || request.emailIdentity().contains("@")) {
            throw noDomain();
        }
        Identity domain = KnownIdentity.find(identities, tenant, request.emailIdentity());
        KeyChoice choice = request.signingAttributes()
                .orElse(DkimSigningAttributes.NONE)
                .choice(request.signingAttributesOrigin(), "signingAttributes");
        Dkim changed = dkim.change(tenant, domain.name(), choice);
        return new Response(
                Status.of(changed.wantedVerification().status()),
                changed.tokens(),
                choice instanceof KeyChoice.Ours ? Optional.of(zone) : Optional.empty());
    }
}
