package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.template.Templates;

@Help("Lists the templates of an account in a region in the order of their names, a page of up to 10,000.")
public final class TemplateList implements Command<TemplateList.Request, List<TemplateList.Named>> {
    /// @param after the last name of the page before
    public record Request(String account, Optional<String> region, Optional<String> after) {}

    public record Named(String name, String createdAt, String subject) {}

    private static final int PAGE = 10_000;

    private final Templates templates;
    private final Tenants tenants;

    @Inject
    public TemplateList(Templates templates, Tenants tenants) {
        this.templates = templates;
        this.tenants = tenants;
    }

    @Override
    public List<Named> perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        return templates.list(tenant, asked.after().orElse(""), PAGE).stream()
                .map(template -> new Named(template.name(), template.createdAt().toString(), template.subject()))
                .toList();
    }
}
