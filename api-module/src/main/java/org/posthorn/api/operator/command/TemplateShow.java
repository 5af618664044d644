package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.settings.Template;
import org.posthorn.engine.template.Templates;

@Help("Tells a template.")
public final class TemplateShow implements Command<TemplateShow.Request, TemplateShow.Answer> {
    public record Request(String name, String account, Optional<String> region) {}

    public record Answer(String name, String createdAt, String subject, Optional<String> text, Optional<String> html) {}

    private final Templates templates;
    private final Tenants tenants;

    @Inject
    public TemplateShow(Templates templates, Tenants tenants) {
        this.templates = templates;
        this.tenants = tenants;
    }

    @Override
    public Answer perform(Request asked) {
        Template found = templates.get(tenants.find(asked.account(), asked.region()), asked.name());
        return new Answer(found.name(), found.createdAt().toString(), found.subject(), found.text(), found.html());
    }
}
