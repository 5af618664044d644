package org.posthorn.api.v2.insight;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.insight.MessageInsights;

/// What became of messages, and what could be better.
public final class InsightArea implements Area {
    private final MessageInsights messages;

    @Inject
    InsightArea(MessageInsights messages) {
        this.messages = messages;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(Operation.of(GetMessageInsights.Request.class, new GetMessageInsights(messages)));
    }
}
