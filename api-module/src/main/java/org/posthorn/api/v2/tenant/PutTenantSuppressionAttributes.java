package org.posthorn.api.v2.tenant;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.settings.SendingTenant;
import org.posthorn.engine.settings.Suppressed;
import org.posthorn.engine.tenant.SendingTenants;

/// Says for which reasons a tenant's mail is kept back, and by whose list; without a word the account's wishes hold.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutTenantSuppressionAttributes.html
@Route(method = "POST", path = "/tenant/suppression")
final class PutTenantSuppressionAttributes implements Action<PutTenantSuppressionAttributes.Request, NoResult> {
    record Request(
            Optional<String> tenantName,
            Optional<List<Suppressed.Reason>> suppressedReasons,
            Optional<SendingTenant.Scope> suppressionScope) {}

    private final SendingTenants tenants;

    PutTenantSuppressionAttributes(SendingTenants tenants) {
        this.tenants = tenants;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        String name = request.tenantName().orElse("");
        SendingTenants.checkName(name);
        tenants.setSuppression(
                caller.tenant(),
                name,
                new SuppressionAttributes(request.suppressedReasons(), request.suppressionScope()).toSuppression());
        return NoResult.NO_RESULT;
    }
}
