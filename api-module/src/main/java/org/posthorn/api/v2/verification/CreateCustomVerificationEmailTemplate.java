package org.posthorn.api.v2.verification;

import java.util.List;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Tag;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.settings.VerificationTemplate;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tag.Tags;
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
    private final Tags tags;

    CreateCustomVerificationEmailTemplate(VerificationTemplates templates, Tags tags) {
        this.templates = templates;
        this.tags = tags;
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
                        request.failureRedirectionURL()));
        tags.add(
                caller.tenant(),
                new Resource(Resource.Type.CUSTOM_VERIFICATION_EMAIL_TEMPLATE, request.templateName()),
                Tag.toMap(request.tags()));
        return NoResult.NO_RESULT;
    }
}
