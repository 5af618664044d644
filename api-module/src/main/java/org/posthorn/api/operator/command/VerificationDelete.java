package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.verification.VerificationTemplates;

@Help("Removes a template of verification mails.")
public final class VerificationDelete implements Command<VerificationDelete.Request, Done> {
    public record Request(String name, String account, Optional<String> region) {}

    private final VerificationTemplates templates;
    private final Tenants tenants;

    @Inject
    public VerificationDelete(VerificationTemplates templates, Tenants tenants) {
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
