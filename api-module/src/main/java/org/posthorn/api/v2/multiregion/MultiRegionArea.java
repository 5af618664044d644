package org.posthorn.api.v2.multiregion;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;

/// Endpoints in several regions.
public final class MultiRegionArea implements Area {
    @Inject
    MultiRegionArea() {}

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(CreateMultiRegionEndpoint.Request.class, new CreateMultiRegionEndpoint()),
                Operation.of(GetMultiRegionEndpoint.Request.class, new GetMultiRegionEndpoint()),
                Operation.of(ListMultiRegionEndpoints.Request.class, new ListMultiRegionEndpoints()),
                Operation.of(DeleteMultiRegionEndpoint.Request.class, new DeleteMultiRegionEndpoint()));
    }
}
