package org.posthorn.api.v1.template;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.codec.TemplateDataJson;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.send.TemplatedSender;

/// Renders a template with some data, and sends nothing.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_TestRenderTemplate.html
final class TestRenderTemplate implements Action<TestRenderTemplate.Request, TestRenderTemplate.Response> {
    record Request(String templateName, String templateData) {}

    record Response(String renderedTemplate) {}

    private final TemplatedSender sender;

    TestRenderTemplate(TemplatedSender sender) {
        this.sender = sender;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(sender.preview(
                caller.tenant(),
                request.templateName(),
                TemplateDataJson.parse("templateData", Optional.of(request.templateData()))));
    }
}
