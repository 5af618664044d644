package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityType;

/// The domains that commands are about.
public final class Domains {
    private final Identities identities;
    private final Tenants tenants;

    record Found(Tenant tenant, Identity domain) {}

    @Inject
    public Domains(Identities identities, Tenants tenants) {
        this.identities = identities;
        this.tenants = tenants;
    }

    /// @throws AdminRefusal when there is no such account, or it has no such domain
    Found find(String name, String account, Optional<String> region) {
        Tenant tenant = tenants.find(account, region);
        return identities
                .find(tenant, name)
                .filter(identity -> identity.type() == IdentityType.Domain)
                .map(domain -> new Found(tenant, domain))
                .orElseThrow(() -> AdminRefusal.notFound("there is no domain " + name));
    }
}
