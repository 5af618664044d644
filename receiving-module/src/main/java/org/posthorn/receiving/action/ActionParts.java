package org.posthorn.receiving.action;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.engine.part.Part;
import org.posthorn.engine.part.Parts;

/// What actions keep open.
public final class ActionParts implements Parts {
    private final S3Act buckets;
    private final LambdaAct functions;

    @Inject
    ActionParts(S3Act buckets, LambdaAct functions) {
        this.buckets = buckets;
        this.functions = functions;
    }

    @Override
    public List<Part> parts() {
        return List.of(Part.stopping("receipt buckets", buckets), Part.stopping("receipt functions", functions));
    }
}
