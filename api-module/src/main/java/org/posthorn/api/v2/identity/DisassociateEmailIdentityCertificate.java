package org.posthorn.api.v2.identity;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.IdentityCertificateList;

/// Takes a sender's certificate away; nothing happens when it has none.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DisassociateEmailIdentityCertificate.html
@Route(method = "POST", path = "/identity/certificates/delete")
final class DisassociateEmailIdentityCertificate
        implements Action<DisassociateEmailIdentityCertificate.Request, NoResult> {
    record Request(String emailIdentity, Optional<String> fromAddress) {}

    private final IdentityCertificateList certificates;

    DisassociateEmailIdentityCertificate(IdentityCertificateList certificates) {
        this.certificates = certificates;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        certificates.disassociate(caller.tenant(), request.emailIdentity(), request.fromAddress());
        return NoResult.NO_RESULT;
    }
}
