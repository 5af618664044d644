package org.posthorn.api.v2.tag;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;

/// Tags of resources.
public final class TagArea implements Area {
    @Inject
    TagArea() {}

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of();
    }
}
