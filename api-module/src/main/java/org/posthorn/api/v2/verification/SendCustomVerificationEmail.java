package org.posthorn.api.v2.verification;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.verification.CustomVerification;
import org.posthorn.engine.verification.VerificationTemplates;

/// Asks the owner of an address to confirm it, by a mail of a template.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendCustomVerificationEmail.html
@Route(method = "POST", path = "/outbound-custom-verification-emails")
final class SendCustomVerificationEmail
        implements Action<SendCustomVerificationEmail.Request, SendCustomVerificationEmail.Response> {
    record Request(String emailAddress, String templateName, Optional<String> configurationSetName) {}

    record Response(String messageId) {}

    private final CustomVerification verification;

    SendCustomVerificationEmail(CustomVerification verification) {
        this.verification = verification;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(verification
                .send(
                        caller,
                        request.emailAddress(),
                        request.templateName(),
                        request.configurationSetName(),
                        name -> VerificationTemplates.unknown(name).getMessage())
                .toString());
    }
}
