package org.posthorn.api.v2.sending;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;

/// Messages that are sent.
public final class SendingArea implements Area {
    @Inject
    SendingArea() {}

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of();
    }
}
