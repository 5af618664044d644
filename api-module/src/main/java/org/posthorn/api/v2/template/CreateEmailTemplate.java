package org.posthorn.api.v2.template;

import java.util.List;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Tag;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.template.Templates;

/// Makes a template, for both versions of the API.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateEmailTemplate.html
@Route(method = "POST", path = "/templates")
final class CreateEmailTemplate implements Action<CreateEmailTemplate.Request, NoResult> {
    record Request(String templateName, EmailTemplateContent templateContent, List<Tag> tags) {}

    private final Templates templates;

    CreateEmailTemplate(Templates templates) {
        this.templates = templates;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        EmailTemplateContent content = request.templateContent();
        templates.create(
                caller.tenant(),
                request.templateName(),
                content.subject(),
                content.text(),
                content.html(),
                Tag.toMap(request.tags()));
        return NoResult.NO_RESULT;
    }
}
