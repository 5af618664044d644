package org.posthorn.api.v2.reputation;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;

/// Reputation of identities and sets, and what follows from it.
public final class ReputationArea implements Area {
    @Inject
    ReputationArea() {}

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of();
    }
}
