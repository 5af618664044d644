package org.posthorn.api.v1.template;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.template.Templates;

/// Tells a template.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_GetTemplate.html
final class GetTemplate implements Action<GetTemplate.Request, GetTemplate.Response> {
    record Request(String templateName) {}

    record Response(Template template) {}

    private final Templates templates;

    GetTemplate(Templates templates) {
        this.templates = templates;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        var found = templates.get(caller.tenant(), request.templateName());
        return new Response(new Template(found.name(), Optional.of(found.subject()), found.text(), found.html()));
    }
}
