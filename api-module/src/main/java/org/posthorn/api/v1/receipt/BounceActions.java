package org.posthorn.api.v1.receipt;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.send.BounceSender;

/// Answers to mail that came in.
public final class BounceActions implements Area {
    private final BounceSender bounces;

    @Inject
    BounceActions(BounceSender bounces) {
        this.bounces = bounces;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(Operation.sending(SendBounce.Request.class, new SendBounce(bounces)));
    }
}
