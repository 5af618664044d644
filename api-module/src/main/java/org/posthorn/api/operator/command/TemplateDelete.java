package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.template.Templates;

@Help("Removes a template.")
public final class TemplateDelete implements Command<TemplateDelete.Request, Done> {
    public record Request(String name, String account, Optional<String> region) {}

    private final Templates templates;
    private final Tenants tenants;

    @Inject
    public TemplateDelete(Templates templates, Tenants tenants) {
        this.templates = templates;
        this.tenants = tenants;
    }

    @Override
    public Done perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        templates.get(tenant, asked.name()); // an operator is told when there is none
        templates.delete(tenant, asked.name());
        return new Done();
    }
}
