package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.mail.Tenant;

@Help("Switches DKIM signatures on mail of a domain, or of one of its addresses, on or off.")
public final class IdentityDkim implements Command<IdentityDkim.Request, IdentityDkim.Answer> {
    public record Request(String name, String account, Optional<String> region, Boolean enabled) {}

    public record Answer(String name, boolean enabled) {}

    private final DkimSettings dkim;
    private final Tenants tenants;

    @Inject
    public IdentityDkim(DkimSettings dkim, Tenants tenants) {
        this.dkim = dkim;
        this.tenants = tenants;
    }

    @Override
    public Answer perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        dkim.setEnabled(tenant, asked.name(), asked.enabled());
        return new Answer(asked.name(), asked.enabled());
    }
}
