package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Tenant;

@Help("Verifies an address or a domain on the operator's word, instead of the e-mailed link or the DNS record.")
public final class IdentityVerify implements Command<IdentityVerify.Request, IdentityAnswer> {
    public record Request(String name, String account, Optional<String> region) {}

    private final Identities identities;
    private final Tenants tenants;

    @Inject
    public IdentityVerify(Identities identities, Tenants tenants) {
        this.identities = identities;
        this.tenants = tenants;
    }

    @Override
    public IdentityAnswer perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        return IdentityAnswer.of(tenant, identities.vouch(tenant, asked.name()));
    }
}
