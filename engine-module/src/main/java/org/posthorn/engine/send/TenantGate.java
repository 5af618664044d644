package org.posthorn.engine.send;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.account.ReputationEntities;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.IdentityArn;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.SendingTenant;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tenant.SendingTenants;
import org.posthorn.engine.tenant.TenantAssociations;

/// What a message needs that is sent for a sending tenant: identity, configuration set and stored template must all be
/// associated with it (reference section b, "TenantName"). Safe for use by many threads.
@Singleton
final class TenantGate {
    private final SendingTenants tenants;
    private final TenantAssociations associations;
    private final ReputationEntities reputation;
    private final Identities identities;

    @Inject
    TenantGate(
            SendingTenants tenants,
            TenantAssociations associations,
            ReputationEntities reputation,
            Identities identities) {
        this.tenants = tenants;
        this.associations = associations;
        this.reputation = reputation;
        this.identities = identities;
    }

    /// @param source under which it is sent
    /// @throws SesException NOT_FOUND, TENANT_NOT_ASSOCIATED, SENDING_PAUSED; whether the pause comes last in SES is
    /// not
    ///     known
    SendingTenant admit(Tenant owner, TenantUse use, Claim source, Optional<String> configurationSet) {
        SendingTenant tenant = tenants.find(owner, use.name())
                .orElseThrow(() -> new SesException(
                        SesError.NOT_FOUND,
                        "Tenant " + use.name() + " for AwsAccountId " + owner.accountId() + " not found."));
        List<String> missing = new ArrayList<>();
        Optional<IdentityArn> foreign = source.arn()
                .flatMap(IdentityArn::parse)
                .filter(arn -> !arn.owner().equals(owner));
        if (foreign.isPresent()) {
            missing.add(source.arn().orElseThrow()); // only an account's own can be associated
        } else {
            addMissing(owner, use, new Resource(Resource.Type.IDENTITY, identity(owner, source)), missing);
        }
        configurationSet.ifPresent(
                name -> addMissing(owner, use, new Resource(Resource.Type.CONFIGURATION_SET, name), missing));
        use.template().ifPresent(name -> addMissing(owner, use, new Resource(Resource.Type.TEMPLATE, name), missing));
        if (!missing.isEmpty()) {
            throw new SesException(
                    SesError.TENANT_NOT_ASSOCIATED,
                    "Tenant not associated with resources [" + String.join(", ", missing) + "].");
        }
        reputation.checkMaySend(owner, SendingTenants.resource(tenant), "tenant " + tenant.name());
        return tenant;
    }

    private String identity(Tenant owner, Claim source) {
        return source.arn()
                .flatMap(IdentityArn::parse)
                .map(IdentityArn::name)
                .or(() -> identities.covering(owner, source.address().bare()).map(Identity::name))
                .orElseGet(() -> source.address().domain());
    }

    private void addMissing(Tenant owner, TenantUse use, Resource resource, List<String> missing) {
        if (!associations.has(owner, use.name(), resource)) {
            missing.add(resource.arn(owner));
        }
    }
}
