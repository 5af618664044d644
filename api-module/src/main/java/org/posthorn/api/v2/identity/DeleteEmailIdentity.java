package org.posthorn.api.v2.identity;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.IdentityCertificateList;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.tag.Resource;

/// Removes an identity with all that is set for it; mail that was accepted is still delivered.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteEmailIdentity.html
@Route(method = "DELETE", path = "/identities/{EmailIdentity}")
final class DeleteEmailIdentity implements Action<DeleteEmailIdentity.Request, NoResult> {
    record Request(@InPath String emailIdentity) {}

    private final Identities identities;
    private final IdentityCertificateList certificates;

    DeleteEmailIdentity(Identities identities, IdentityCertificateList certificates) {
        this.identities = identities;
        this.certificates = certificates;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        Tenant tenant = caller.tenant();
        Identity identity = KnownIdentity.find(identities, tenant, request.emailIdentity());
        if (!certificates.list(tenant, identity.name()).isEmpty()) {
            String arn = new Resource(Resource.Type.IDENTITY, identity.name()).arn(tenant);
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "Cannot delete <" + arn + "> because it has certificates associated with it. Disassociate all"
                            + " certificates and try again.");
        }
        identities.delete(tenant, identity.name());
        return NoResult.NO_RESULT;
    }
}
