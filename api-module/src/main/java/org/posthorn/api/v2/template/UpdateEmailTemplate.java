package org.posthorn.api.v2.template;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.template.Templates;

/// Replaces the parts of a template; those that are not given are emptied.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateEmailTemplate.html
@Route(method = "PUT", path = "/templates/{TemplateName}")
final class UpdateEmailTemplate implements Action<UpdateEmailTemplate.Request, NoResult> {
    record Request(@InPath String templateName, EmailTemplateContent templateContent) {}

    private final Templates templates;

    UpdateEmailTemplate(Templates templates) {
        this.templates = templates;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        EmailTemplateContent content = request.templateContent();
        templates.update(caller.tenant(), request.templateName(), content.subject(), content.text(), content.html());
        return NoResult.NO_RESULT;
    }
}
