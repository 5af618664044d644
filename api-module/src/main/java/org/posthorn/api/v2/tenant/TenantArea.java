package org.posthorn.api.v2.tenant;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;

/// Tenants and what they may use.
public final class TenantArea implements Area {
    @Inject
    TenantArea() {}

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of();
    }
}
