package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.Limits;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.verification.VerificationTemplates;

@Help("Lists the templates of verification mails of an account in a region.")
public final class VerificationList implements Command<VerificationList.Request, List<VerificationList.Named>> {
    public record Request(String account, Optional<String> region) {}

    public record Named(String name, String from, String subject, String successUrl, String failureUrl) {}

    private final VerificationTemplates templates;
    private final Tenants tenants;

    @Inject
    public VerificationList(VerificationTemplates templates, Tenants tenants) {
        this.templates = templates;
        this.tenants = tenants;
    }

    @Override
    public List<Named> perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        return templates.list(tenant, "", Limits.VERIFICATION_TEMPLATES).stream()
                .map(template -> new Named(
                        template.name(),
                        template.from(),
                        template.subject(),
                        template.successUrl(),
                        template.failureUrl()))
                .toList();
    }
}
