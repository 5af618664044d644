package org.posthorn.api.v2.suppression;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.suppression.SuppressionList;

/// The suppression list.
public final class SuppressionArea implements Area {
    private final SuppressionList list;

    @Inject
    SuppressionArea(SuppressionList list) {
        this.list = list;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(GetSuppressedDestination.Request.class, new GetSuppressedDestination(list)),
                Operation.of(PutSuppressedDestination.Request.class, new PutSuppressedDestination(list)),
                Operation.of(DeleteSuppressedDestination.Request.class, new DeleteSuppressedDestination(list)),
                Operation.of(ListSuppressedDestinations.Request.class, new ListSuppressedDestinations(list)));
    }
}
