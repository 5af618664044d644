package org.posthorn.api.v2.template;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.codec.TemplateDataJson;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.send.TemplatedSender;

/// Renders a template with some data, and sends nothing.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_TestRenderEmailTemplate.html
@Route(method = "POST", path = "/templates/{TemplateName}/render")
final class TestRenderEmailTemplate
        implements Action<TestRenderEmailTemplate.Request, TestRenderEmailTemplate.Response> {
    record Request(@InPath String templateName, String templateData) {}

    record Response(String renderedTemplate) {}

    private final TemplatedSender sender;

    TestRenderEmailTemplate(TemplatedSender sender) {
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
