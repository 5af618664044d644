package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.mail.Tenant;

@Help("Gives a domain its DKIM keys, and looks for their records from then on; the same keys again when it has some."
        + " identity/dns tells the records.")
public final class IdentityMakeDkim implements Command<IdentityMakeDkim.Request, IdentityMakeDkim.Answer> {
    public record Request(String name, String account, Optional<String> region) {}

    public record Answer(String name, List<String> selectors) {}

    private final DkimSettings dkim;
    private final Tenants tenants;

    @Inject
    public IdentityMakeDkim(DkimSettings dkim, Tenants tenants) {
        this.dkim = dkim;
        this.tenants = tenants;
    }

    @Override
    public Answer perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        List<String> selectors = dkim.verifyDomain(tenant, asked.name());
        return new Answer(asked.name().toLowerCase(Locale.ROOT), selectors);
    }
}
