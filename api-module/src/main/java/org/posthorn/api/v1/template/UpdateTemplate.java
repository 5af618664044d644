package org.posthorn.api.v1.template;

import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.template.Templates;

/// Replaces a template.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_UpdateTemplate.html
final class UpdateTemplate implements Action<UpdateTemplate.Request, UpdateTemplate.Response> {
    record Request(Template template) {}

    record Response() {}

    private final Templates templates;

    UpdateTemplate(Templates templates) {
        this.templates = templates;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Template template = request.template();
        templates.update(
                caller.tenant(),
                template.templateName(),
                template.subjectPart(),
                template.textPart(),
                template.htmlPart());
        return new Response();
    }
}
