package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Tenant;

@Help("Registers an address or a domain that its owner has yet to verify: by the link that an address is mailed, or"
        + " by the TXT record that identity/dns tells.")
public final class IdentityRequest implements Command<IdentityRequest.Request, IdentityAnswer> {
    public record Request(String name, String account, Optional<String> region) {}

    private final Identities identities;
    private final Tenants tenants;

    @Inject
    public IdentityRequest(Identities identities, Tenants tenants) {
        this.identities = identities;
        this.tenants = tenants;
    }

    @Override
    public IdentityAnswer perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        if (asked.name().contains("@")) {
            identities.verifyEmail(tenant, asked.name());
        } else {
            identities.verifyDomain(tenant, asked.name());
        }
        return identities
                .find(tenant, asked.name())
                .map(identity -> IdentityAnswer.of(tenant, identity))
                .orElseThrow(() -> AdminRefusal.conflict(asked.name() + " was deleted meanwhile"));
    }
}
