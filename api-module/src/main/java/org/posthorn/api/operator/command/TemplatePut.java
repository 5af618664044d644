package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.template.Templates;

@Help("Makes a template, or replaces the one of that name; text or HTML is needed.")
public final class TemplatePut implements Command<TemplatePut.Request, Done> {
    public record Request(
            String name,
            String account,
            Optional<String> region,
            String subject,
            Optional<String> text,
            Optional<String> html) {}

    private final Templates templates;
    private final Tenants tenants;

    @Inject
    public TemplatePut(Templates templates, Tenants tenants) {
        this.templates = templates;
        this.tenants = tenants;
    }

    @Override
    public Done perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        templates.put(tenant, asked.name(), Optional.of(asked.subject()), asked.text(), asked.html());
        return new Done();
    }

    /// 512,000 characters, of which each may be escaped.
    @Override
    public int mostBytes() {
        return 4 << 20;
    }
}
