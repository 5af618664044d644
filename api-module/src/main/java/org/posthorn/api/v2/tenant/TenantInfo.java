package org.posthorn.api.v2.tenant;

import java.time.Instant;
import org.posthorn.engine.account.ReputationEntities;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.SendingStatus;
import org.posthorn.engine.settings.SendingTenant;
import org.posthorn.engine.tenant.SendingTenants;

/// A tenant in a list.
record TenantInfo(
        String tenantName, String tenantId, String tenantArn, Instant createdTimestamp, SendingStatus sendingStatus) {
    static TenantInfo of(Tenant owner, SendingTenant tenant, ReputationEntities reputation) {
        return new TenantInfo(
                tenant.name(),
                tenant.id(),
                SendingTenants.resource(tenant).arn(owner),
                tenant.createdAt(),
                reputation.status(owner, SendingTenants.resource(tenant)));
    }
}
