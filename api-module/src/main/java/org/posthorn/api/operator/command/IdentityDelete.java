package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Tenant;

@Help("Removes an address or a domain, with its DKIM keys, its MAIL FROM domain, its policies and its topics.")
public final class IdentityDelete implements Command<IdentityDelete.Request, Done> {
    public record Request(String name, String account, Optional<String> region) {}

    private final Identities identities;
    private final Tenants tenants;

    @Inject
    public IdentityDelete(Identities identities, Tenants tenants) {
        this.identities = identities;
        this.tenants = tenants;
    }

    @Override
    public Done perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        if (identities.find(tenant, asked.name()).isEmpty()) {
            throw AdminRefusal.notFound("there is no identity " + asked.name() + " in " + tenant.region());
        }
        identities.delete(tenant, asked.name());
        return new Done();
    }
}
