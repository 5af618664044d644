package org.posthorn.api.v2.template;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;

/// Templates of messages.
public final class TemplateArea implements Area {
    @Inject
    TemplateArea() {}

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of();
    }
}
