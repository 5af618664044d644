package org.posthorn.api.v2.template;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Tag;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.settings.Template;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tag.Tags;
import org.posthorn.engine.template.Templates;

/// Tells a template.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailTemplate.html
@Route(method = "GET", path = "/templates/{TemplateName}")
final class GetEmailTemplate implements Action<GetEmailTemplate.Request, GetEmailTemplate.Response> {
    record Request(@InPath String templateName) {}

    record Response(String templateName, EmailTemplateContent templateContent, List<Tag> tags) {}

    private final Templates templates;
    private final Tags tags;

    GetEmailTemplate(Templates templates, Tags tags) {
        this.templates = templates;
        this.tags = tags;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Template found = templates.get(caller.tenant(), request.templateName());
        return new Response(
                found.name(),
                new EmailTemplateContent(Optional.of(found.subject()), found.text(), found.html()),
                Tag.of(tags.of(caller.tenant(), new Resource(Resource.Type.TEMPLATE, found.name()))));
    }
}
