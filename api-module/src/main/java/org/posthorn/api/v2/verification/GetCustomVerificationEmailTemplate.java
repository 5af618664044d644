package org.posthorn.api.v2.verification;

import java.util.List;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Tag;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.settings.VerificationTemplate;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tag.Tags;
import org.posthorn.engine.verification.VerificationTemplates;

/// Tells a template of a verification mail.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetCustomVerificationEmailTemplate.html
@Route(method = "GET", path = "/custom-verification-email-templates/{TemplateName}")
final class GetCustomVerificationEmailTemplate
        implements Action<GetCustomVerificationEmailTemplate.Request, GetCustomVerificationEmailTemplate.Response> {
    record Request(@InPath String templateName) {}

    record Response(
            String templateName,
            String fromEmailAddress,
            String templateSubject,
            String templateContent,
            List<Tag> tags,
            String successRedirectionURL,
            String failureRedirectionURL) {}

    private final VerificationTemplates templates;
    private final Tags tags;

    GetCustomVerificationEmailTemplate(VerificationTemplates templates, Tags tags) {
        this.templates = templates;
        this.tags = tags;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        VerificationTemplate found = templates.get(caller.tenant(), request.templateName());
        return new Response(
                found.name(),
                found.from(),
                found.subject(),
                found.content(),
                Tag.of(tags.of(
                        caller.tenant(), new Resource(Resource.Type.CUSTOM_VERIFICATION_EMAIL_TEMPLATE, found.name()))),
                found.successUrl(),
                found.failureUrl());
    }
}
