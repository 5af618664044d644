package org.posthorn.api.v1.verification;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.verification.VerificationTemplates;

/// Deletes a template of a verification mail; nothing happens when there is none.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_DeleteCustomVerificationEmailTemplate.html
final class DeleteCustomVerificationEmailTemplate
        implements Action<DeleteCustomVerificationEmailTemplate.Request, NoResult> {
    record Request(String templateName) {}

    private final VerificationTemplates templates;

    DeleteCustomVerificationEmailTemplate(VerificationTemplates templates) {
        this.templates = templates;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        templates.delete(caller.tenant(), request.templateName());
        return NoResult.NO_RESULT;
    }
}
