package org.posthorn.api.v2.identity;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;

/// Addresses and domains, and what holds for their mail.
public final class IdentityArea implements Area {
    @Inject
    IdentityArea() {}

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of();
    }
}
