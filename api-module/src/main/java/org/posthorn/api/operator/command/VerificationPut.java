package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.VerificationTemplate;
import org.posthorn.engine.verification.VerificationTemplates;

@Help("Makes a template of the mails that ask for the verification of an address, or replaces the one of that name.")
public final class VerificationPut implements Command<VerificationPut.Request, Done> {
    /// @param from a verified address, maybe with a name
    /// @param content HTML; the link comes behind it
    /// @param successUrl where the link leads to when it worked
    /// @param failureUrl where it leads to otherwise
    public record Request(
            String name,
            String account,
            Optional<String> region,
            String from,
            String subject,
            String content,
            String successUrl,
            String failureUrl) {}

    private final VerificationTemplates templates;
    private final Tenants tenants;

    @Inject
    public VerificationPut(VerificationTemplates templates, Tenants tenants) {
        this.templates = templates;
        this.tenants = tenants;
    }

    @Override
    public Done perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        templates.put(
                tenant,
                new VerificationTemplate(
                        asked.name(),
                        asked.from(),
                        asked.subject(),
                        asked.content(),
                        asked.successUrl(),
                        asked.failureUrl()));
        return new Done();
    }

    /// 10 MiB of content, and what is escaped in it.
    @Override
    public int mostBytes() {
        return 24 << 20;
    }
}
