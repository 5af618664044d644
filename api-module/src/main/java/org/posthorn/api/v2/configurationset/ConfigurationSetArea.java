package org.posthorn.api.v2.configurationset;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;

/// Configuration sets and where their events go.
public final class ConfigurationSetArea implements Area {
    @Inject
    ConfigurationSetArea() {}

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of();
    }
}
