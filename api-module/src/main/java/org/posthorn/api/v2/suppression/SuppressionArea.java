package org.posthorn.api.v2.suppression;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.suppression.SuppressionList;
import org.posthorn.engine.suppression.TenantSuppression;
import org.posthorn.engine.tenant.SendingTenants;

/// The suppression lists of the account and its tenants.
public final class SuppressionArea implements Area {
    private final Lists lists;

    @Inject
    SuppressionArea(SuppressionList account, TenantSuppression tenants, SendingTenants names) {
        this.lists = new Lists(account, tenants, names);
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(GetSuppressedDestination.Request.class, new GetSuppressedDestination(lists)),
                Operation.of(PutSuppressedDestination.Request.class, new PutSuppressedDestination(lists)),
                Operation.of(DeleteSuppressedDestination.Request.class, new DeleteSuppressedDestination(lists)),
                Operation.of(ListSuppressedDestinations.Request.class, new ListSuppressedDestinations(lists)));
    }
}
