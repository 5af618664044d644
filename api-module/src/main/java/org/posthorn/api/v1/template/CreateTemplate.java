package org.posthorn.api.v1.template;

import java.util.Map;
import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.template.Templates;

/// Makes a template.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_CreateTemplate.html
final class CreateTemplate implements Action<CreateTemplate.Request, CreateTemplate.Response> {
    record Request(Template template) {}

    record Response() {}

    private final Templates templates;

    CreateTemplate(Templates templates) {
        this.templates = templates;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Template template = request.template();
        templates.create(
                caller.tenant(),
                template.templateName(),
                template.subjectPart(),
                template.textPart(),
                template.htmlPart(),
                Map.of());
        return new Response();
    }
}
