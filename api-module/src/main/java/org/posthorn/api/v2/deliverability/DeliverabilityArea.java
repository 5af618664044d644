package org.posthorn.api.v2.deliverability;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;

/// The deliverability dashboard, which is a service of AWS.
public final class DeliverabilityArea implements Area {
    @Inject
    DeliverabilityArea() {}

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of();
    }
}
