package org.posthorn.api.v2.verification;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;

/// Custom verification mail and its templates.
public final class VerificationArea implements Area {
    @Inject
    VerificationArea() {}

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of();
    }
}
