package org.posthorn.api.v2.template;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.template.Templates;

/// Deletes a template.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteEmailTemplate.html
@Route(method = "DELETE", path = "/templates/{TemplateName}")
final class DeleteEmailTemplate implements Action<DeleteEmailTemplate.Request, NoResult> {
    record Request(@InPath String templateName) {}

    private final Templates templates;

    DeleteEmailTemplate(Templates templates) {
        this.templates = templates;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        if (!templates.delete(caller.tenant(), request.templateName())) {
            throw Templates.unknown(request.templateName());
        }
        return NoResult.NO_RESULT;
    }
}
