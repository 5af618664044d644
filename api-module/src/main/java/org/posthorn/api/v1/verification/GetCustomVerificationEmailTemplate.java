package org.posthorn.api.v1.verification;

import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.settings.VerificationTemplate;
import org.posthorn.engine.verification.VerificationTemplates;

/// Tells a template of a verification mail.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_GetCustomVerificationEmailTemplate.html
final class GetCustomVerificationEmailTemplate
        implements Action<GetCustomVerificationEmailTemplate.Request, GetCustomVerificationEmailTemplate.Response> {
    record Request(String templateName) {}

    record Response(
            String templateName,
            String fromEmailAddress,
            String templateSubject,
            String templateContent,
            String successRedirectionURL,
            String failureRedirectionURL) {}

    private final VerificationTemplates templates;

    GetCustomVerificationEmailTemplate(VerificationTemplates templates) {
        this.templates = templates;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        VerificationTemplate found = templates.get(caller.tenant(), request.templateName());
        return new Response(
                found.name(), found.from(), found.subject(), found.content(), found.successUrl(), found.failureUrl());
    }
}
