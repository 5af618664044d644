package org.posthorn.api.v2.verification;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.settings.VerificationTemplate;
import org.posthorn.engine.verification.VerificationTemplates;

/// Replaces a template of a verification mail.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateCustomVerificationEmailTemplate.html
@Route(method = "PUT", path = "/custom-verification-email-templates/{TemplateName}")
final class UpdateCustomVerificationEmailTemplate
        implements Action<UpdateCustomVerificationEmailTemplate.Request, NoResult> {
    record Request(
            @InPath String templateName,
            String fromEmailAddress,
            String templateSubject,
            String templateContent,
            String successRedirectionURL,
            String failureRedirectionURL) {}

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
                        request.fromEmailAddress(),
                        request.templateSubject(),
                        request.templateContent(),
                        request.successRedirectionURL(),
                        request.failureRedirectionURL()));
        return NoResult.NO_RESULT;
    }
}
