package org.posthorn.api.v2.verification;

import java.util.List;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Tag;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.settings.VerificationTemplate;
import org.posthorn.engine.verification.VerificationTemplates;

/// Makes a template of a verification mail.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateCustomVerificationEmailTemplate.html
@Route(method = "POST", path = "/custom-verification-email-templates")
final class CreateCustomVerificationEmailTemplate
        implements Action<CreateCustomVerificationEmailTemplate.Request, NoResult> {
    record Request(
            String templateName,
            String fromEmailAddress,
            String templateSubject,
            String templateContent,
            List<Tag> tags,
            String successRedirectionURL,
            String failureRedirectionURL) {}

    private final VerificationTemplates templates;

    CreateCustomVerificationEmailTemplate(VerificationTemplates templates) {
        this.templates = templates;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        templates.create(
                caller.tenant(),
                new VerificationTemplate(
                        request.templateName(),
                        request.fromEmailAddress(),
                        request.templateSubject(),
                        request.templateContent(),
                        request.successRedirectionURL(),
                        request.failureRedirectionURL()),
                Tag.toMap(request.tags()));
        return NoResult.NO_RESULT;
    }
}
