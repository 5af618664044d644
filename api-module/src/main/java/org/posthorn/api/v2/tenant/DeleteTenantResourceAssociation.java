package org.posthorn.api.v2.tenant;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.Bounds;
import org.posthorn.engine.tenant.TenantAssociations;

/// Takes a resource from a tenant; one that it does not have is no matter.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteTenantResourceAssociation.html
@Route(method = "POST", path = "/tenants/resources/delete")
final class DeleteTenantResourceAssociation implements Action<DeleteTenantResourceAssociation.Request, NoResult> {
    record Request(
            Optional<String> tenantName, @Bounds(min = 1) String resourceArn) {}

    private final TenantAssociations associations;

    DeleteTenantResourceAssociation(TenantAssociations associations) {
        this.associations = associations;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        associations.remove(caller.tenant(), request.tenantName().orElse(""), request.resourceArn());
        return NoResult.NO_RESULT;
    }
}
