package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.settings.VerificationTemplate;
import org.posthorn.engine.verification.VerificationTemplates;

@Help("Tells a template of verification mails.")
public final class VerificationShow implements Command<VerificationShow.Request, VerificationShow.Answer> {
    public record Request(String name, String account, Optional<String> region) {}

    public record Answer(
            String name, String from, String subject, String successUrl, String failureUrl, String content) {}

    private final VerificationTemplates templates;
    private final Tenants tenants;

    @Inject
    public VerificationShow(VerificationTemplates templates, Tenants tenants) {
        this.templates = templates;
        this.tenants = tenants;
    }

    @Override
    public Answer perform(Request asked) {
        VerificationTemplate found = templates.get(tenants.find(asked.account(), asked.region()), asked.name());
        return new Answer(
                found.name(), found.from(), found.subject(), found.successUrl(), found.failureUrl(), found.content());
    }
}
