package org.posthorn.api.v2.verification;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.verification.VerificationTemplates;

/// Deletes a template of a verification mail.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteCustomVerificationEmailTemplate.html
@Route(method = "DELETE", path = "/custom-verification-email-templates/{TemplateName}")
final class DeleteCustomVerificationEmailTemplate
        implements Action<DeleteCustomVerificationEmailTemplate.Request, NoResult> {
    record Request(@InPath String templateName) {}

    private final VerificationTemplates templates;

    DeleteCustomVerificationEmailTemplate(VerificationTemplates templates) {
        this.templates = templates;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        if (!templates.delete(caller.tenant(), request.templateName())) {
            throw VerificationTemplates.unknown(request.templateName());
        }
        return NoResult.NO_RESULT;
    }
}
