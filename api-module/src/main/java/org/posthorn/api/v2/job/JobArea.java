package org.posthorn.api.v2.job;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;

/// Jobs that bring much in and out.
public final class JobArea implements Area {
    @Inject
    JobArea() {}

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of();
    }
}
