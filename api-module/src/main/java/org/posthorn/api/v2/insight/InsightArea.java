package org.posthorn.api.v2.insight;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;

/// What became of messages, and what could be better.
public final class InsightArea implements Area {
    @Inject
    InsightArea() {}

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of();
    }
}
