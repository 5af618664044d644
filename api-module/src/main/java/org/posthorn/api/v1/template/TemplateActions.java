package org.posthorn.api.v1.template;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.send.TemplatedSender;
import org.posthorn.engine.template.Templates;

/// Templates, and sending with them.
public final class TemplateActions implements Area {
    private final Templates templates;
    private final TemplatedSender sender;

    @Inject
    TemplateActions(Templates templates, TemplatedSender sender) {
        this.templates = templates;
        this.sender = sender;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(CreateTemplate.Request.class, new CreateTemplate(templates)),
                Operation.of(DeleteTemplate.Request.class, new DeleteTemplate(templates)),
                Operation.of(GetTemplate.Request.class, new GetTemplate(templates)),
                Operation.of(ListTemplates.Request.class, new ListTemplates(templates)),
                Operation.of(UpdateTemplate.Request.class, new UpdateTemplate(templates)),
                Operation.sending(SendBulkTemplatedEmail.Request.class, new SendBulkTemplatedEmail(sender)),
                Operation.sending(SendTemplatedEmail.Request.class, new SendTemplatedEmail(sender)),
                Operation.of(TestRenderTemplate.Request.class, new TestRenderTemplate(sender)));
    }
}
