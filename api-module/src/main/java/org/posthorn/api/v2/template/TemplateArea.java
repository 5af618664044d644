package org.posthorn.api.v2.template;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.send.TemplatedSender;
import org.posthorn.engine.tag.Tags;
import org.posthorn.engine.template.Templates;

/// Templates of messages.
public final class TemplateArea implements Area {
    private final Templates templates;
    private final TemplatedSender sender;
    private final Tags tags;

    @Inject
    TemplateArea(Templates templates, TemplatedSender sender, Tags tags) {
        this.templates = templates;
        this.sender = sender;
        this.tags = tags;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(CreateEmailTemplate.Request.class, new CreateEmailTemplate(templates)),
                Operation.of(UpdateEmailTemplate.Request.class, new UpdateEmailTemplate(templates)),
                Operation.of(GetEmailTemplate.Request.class, new GetEmailTemplate(templates, tags)),
                Operation.of(DeleteEmailTemplate.Request.class, new DeleteEmailTemplate(templates)),
                Operation.of(ListEmailTemplates.Request.class, new ListEmailTemplates(templates)),
                Operation.of(TestRenderEmailTemplate.Request.class, new TestRenderEmailTemplate(sender)));
    }
}
