package org.posthorn.api.v2.tenant;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.tenant.SendingTenants;

/// Deletes a tenant with its associations and its suppression list; the resources stay.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteTenant.html
@Route(method = "POST", path = "/tenants/delete")
final class DeleteTenant implements Action<DeleteTenant.Request, NoResult> {
    record Request(Optional<String> tenantName) {}

    private final SendingTenants tenants;

    DeleteTenant(SendingTenants tenants) {
        this.tenants = tenants;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        tenants.delete(caller.tenant(), request.tenantName().orElse(""));
        return NoResult.NO_RESULT;
    }
}
