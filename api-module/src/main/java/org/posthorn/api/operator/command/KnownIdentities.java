package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Identity;

/// The identities that commands are about.
public final class KnownIdentities {
    private final Identities identities;
    private final Tenants tenants;

    record Found(Tenant tenant, Identity identity) {}

    @Inject
    public KnownIdentities(Identities identities, Tenants tenants) {
        this.identities = identities;
        this.tenants = tenants;
    }

    /// @throws AdminRefusal when there is no such account, or it has no such identity in the region
    Found find(String name, String account, Optional<String> region) {
        Tenant tenant = tenants.find(account, region);
        return identities
                .find(tenant, name)
                .map(identity -> new Found(tenant, identity))
                .orElseThrow(() -> AdminRefusal.notFound("there is no identity " + name + " in " + tenant.region()));
    }
}
