package org.posthorn.api.v2.tenant;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.account.ReputationEntities;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.tag.Tags;
import org.posthorn.engine.tenant.SendingTenants;

/// Tells of one tenant.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetTenant.html
@Route(method = "POST", path = "/tenants/get")
final class GetTenant implements Action<GetTenant.Request, GetTenant.Response> {
    record Request(Optional<String> tenantName) {}

    record Response(ToldTenant tenant) {}

    private final SendingTenants tenants;
    private final Tags tags;
    private final ReputationEntities reputation;

    GetTenant(SendingTenants tenants, Tags tags, ReputationEntities reputation) {
        this.tenants = tenants;
        this.tags = tags;
        this.reputation = reputation;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(ToldTenant.of(
                caller.tenant(),
                tenants.get(caller.tenant(), request.tenantName().orElse("")),
                tags,
                reputation));
    }
}
