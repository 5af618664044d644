package org.posthorn.api.v1.verification;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.settings.VerificationTemplate;
import org.posthorn.engine.verification.VerificationTemplates;

/// Changes a template of a verification mail; what is left out stays.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_UpdateCustomVerificationEmailTemplate.html
final class UpdateCustomVerificationEmailTemplate
        implements Action<UpdateCustomVerificationEmailTemplate.Request, NoResult> {
    record Request(
            String templateName,
            Optional<String> fromEmailAddress,
            Optional<String> templateSubject,
            Optional<String> templateContent,
            Optional<String> successRedirectionURL,
            Optional<String> failureRedirectionURL) {}

    private final VerificationTemplates templates;

    UpdateCustomVerificationEmailTemplate(VerificationTemplates templates) {
        this.templates = templates;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        templates.update(
                caller.tenant(),
                request.templateName(),
                known -> new VerificationTemplate(
                        known.name(),
                        request.fromEmailAddress().orElse(known.from()),
                        request.templateSubject().orElse(known.subject()),
                        request.templateContent().orElse(known.content()),
                        request.successRedirectionURL().orElse(known.successUrl()),
                        request.failureRedirectionURL().orElse(known.failureUrl())));
        return NoResult.NO_RESULT;
    }
}
