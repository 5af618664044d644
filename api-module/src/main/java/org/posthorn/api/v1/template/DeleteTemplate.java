package org.posthorn.api.v1.template;

import org.posthorn.api.call.Action;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.template.Templates;

/// Deletes a template; nothing happens when there is none.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_DeleteTemplate.html
final class DeleteTemplate implements Action<DeleteTemplate.Request, DeleteTemplate.Response> {
    record Request(String templateName) {}

    record Response() {}

    private final Templates templates;

    DeleteTemplate(Templates templates) {
        this.templates = templates;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        templates.delete(caller.tenant(), request.templateName());
        return new Response();
    }
}
