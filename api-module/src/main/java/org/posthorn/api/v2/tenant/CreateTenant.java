package org.posthorn.api.v2.tenant;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Tag;
import org.posthorn.engine.account.ReputationEntities;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.Bounds;
import org.posthorn.engine.settings.SendingTenant;
import org.posthorn.engine.tag.Tags;
import org.posthorn.engine.tenant.SendingTenants;

/// Makes a tenant.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateTenant.html
@Route(method = "POST", path = "/tenants")
final class CreateTenant implements Action<CreateTenant.Request, ToldTenant> {
    record Request(
            @Bounds(min = 1) String tenantName,
            List<Tag> tags,
            Optional<SuppressionAttributes> suppressionAttributes) {}

    private final SendingTenants tenants;
    private final Tags tags;
    private final ReputationEntities reputation;

    CreateTenant(SendingTenants tenants, Tags tags, ReputationEntities reputation) {
        this.tenants = tenants;
        this.tags = tags;
        this.reputation = reputation;
    }

    @Override
    public ToldTenant perform(Request request, Caller caller) {
        SendingTenants.checkName(request.tenantName());
        SendingTenant made = tenants.create(
                caller.tenant(),
                request.tenantName(),
                Tag.toMap(request.tags()),
                request.suppressionAttributes().flatMap(SuppressionAttributes::toSuppression));
        return ToldTenant.of(caller.tenant(), made, tags, reputation);
    }
}
