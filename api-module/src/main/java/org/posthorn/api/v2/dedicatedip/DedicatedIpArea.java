package org.posthorn.api.v2.dedicatedip;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;

/// Addresses that mail leaves from, in pools.
public final class DedicatedIpArea implements Area {
    @Inject
    DedicatedIpArea() {}

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of();
    }
}
