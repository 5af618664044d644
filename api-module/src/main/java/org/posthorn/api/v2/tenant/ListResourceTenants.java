package org.posthorn.api.v2.tenant;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.Paging;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.Bounds;
import org.posthorn.engine.settings.SendingTenant;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tenant.SendingTenants;
import org.posthorn.engine.tenant.TenantAssociations;

/// Lists the tenants that may use a resource in pages, those that may for longest first.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListResourceTenants.html
@Route(method = "POST", path = "/resources/tenants/list")
final class ListResourceTenants implements Action<ListResourceTenants.Request, ListResourceTenants.Response> {
    record Request(@Bounds(min = 1) String resourceArn, Optional<Integer> pageSize, Optional<String> nextToken) {}

    record ResourceTenant(String tenantName, String tenantId, String resourceArn, Instant associatedTimestamp) {}

    record Response(List<ResourceTenant> resourceTenants, Optional<String> nextToken) {}

    private final SendingTenants tenants;
    private final TenantAssociations associations;

    ListResourceTenants(SendingTenants tenants, TenantAssociations associations) {
        this.tenants = tenants;
        this.associations = associations;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Paging paging =
                TenantPages.of("resource-tenants " + request.resourceArn(), request.pageSize(), request.nextToken());
        Resource resource = associations.resource(caller.tenant(), request.resourceArn());
        Paging.Page<ResourceTenant> page = paging.page(
                        caller.tenant(),
                        request.pageSize(),
                        request.nextToken(),
                        (after, max) -> associations.of(caller.tenant(), resource, after, max),
                        TenantAssociations.Placed::place)
                .map(placed -> {
                    String name = placed.association().sendingTenant();
                    return new ResourceTenant(
                            name,
                            tenants.find(caller.tenant(), name)
                                    .map(SendingTenant::id)
                                    .orElse(""), // deleted while this looked
                            resource.arn(caller.tenant()),
                            placed.association().since());
                });
        return new Response(page.items(), page.nextToken());
    }
}
