package org.posthorn.api.v2.template;

import java.util.List;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Tag;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tag.Tags;
import org.posthorn.engine.template.Templates;

/// Makes a template, for both versions of the API.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateEmailTemplate.html
@Route(method = "POST", path = "/templates")
final class CreateEmailTemplate implements Action<CreateEmailTemplate.Request, NoResult> {
    record Request(String templateName, EmailTemplateContent templateContent, List<Tag> tags) {}

    private final Templates templates;
    private final Tags tags;

    CreateEmailTemplate(Templates templates, Tags tags) {
        this.templates = templates;
        this.tags = tags;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        EmailTemplateContent content = request.templateContent();
        templates.create(caller.tenant(), request.templateName(), content.subject(), content.text(), content.html());
        tags.add(
                caller.tenant(),
                new Resource(Resource.Type.TEMPLATE, request.templateName()),
                Tag.toMap(request.tags()));
        return NoResult.NO_RESULT;
    }
}
