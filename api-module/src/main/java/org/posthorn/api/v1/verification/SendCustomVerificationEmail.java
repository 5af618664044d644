package org.posthorn.api.v1.verification;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.verification.CustomVerification;

/// Asks the owner of an address to confirm it, by a mail of a template.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_SendCustomVerificationEmail.html
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
                        name -> "Template <" + name + "> does not exist")
                .toString());
    }
}
