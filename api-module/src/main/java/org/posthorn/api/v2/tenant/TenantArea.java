package org.posthorn.api.v2.tenant;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.account.ReputationEntities;
import org.posthorn.engine.tag.Tags;
import org.posthorn.engine.tenant.SendingTenants;
import org.posthorn.engine.tenant.TenantAssociations;

/// Tenants as API v2 has them: sending tenants of an account.
public final class TenantArea implements Area {
    private final SendingTenants tenants;
    private final TenantAssociations associations;
    private final Tags tags;
    private final ReputationEntities reputation;

    @Inject
    TenantArea(SendingTenants tenants, TenantAssociations associations, Tags tags, ReputationEntities reputation) {
        this.tenants = tenants;
        this.associations = associations;
        this.tags = tags;
        this.reputation = reputation;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(CreateTenant.Request.class, new CreateTenant(tenants, tags, reputation)),
                Operation.of(GetTenant.Request.class, new GetTenant(tenants, tags, reputation)),
                Operation.of(ListTenants.Request.class, new ListTenants(tenants, reputation)),
                Operation.of(DeleteTenant.Request.class, new DeleteTenant(tenants)),
                Operation.of(
                        CreateTenantResourceAssociation.Request.class,
                        new CreateTenantResourceAssociation(associations)),
                Operation.of(
                        DeleteTenantResourceAssociation.Request.class,
                        new DeleteTenantResourceAssociation(associations)),
                Operation.of(ListTenantResources.Request.class, new ListTenantResources(tenants, associations)),
                Operation.of(ListResourceTenants.Request.class, new ListResourceTenants(tenants, associations)),
                Operation.of(
                        PutTenantSuppressionAttributes.Request.class, new PutTenantSuppressionAttributes(tenants)));
    }
}
