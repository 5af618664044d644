package org.posthorn.api.v2.insight;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.insight.AddressInsights;
import org.posthorn.engine.insight.MessageInsights;
import org.posthorn.engine.insight.MetricDays;
import org.posthorn.engine.insight.Recommendations;

/// What became of messages, and what could be better.
public final class InsightArea implements Area {
    private final MessageInsights messages;
    private final MetricDays days;
    private final Recommendations recommendations;
    private final AddressInsights addresses;

    @Inject
    InsightArea(MessageInsights messages, MetricDays days, Recommendations recommendations, AddressInsights addresses) {
        this.messages = messages;
        this.days = days;
        this.recommendations = recommendations;
        this.addresses = addresses;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(BatchGetMetricData.Request.class, new BatchGetMetricData(days)),
                Operation.of(GetMessageInsights.Request.class, new GetMessageInsights(messages)),
                Operation.of(GetEmailAddressInsights.Request.class, new GetEmailAddressInsights(addresses)),
                Operation.of(ListRecommendations.Request.class, new ListRecommendations(recommendations)));
    }
}
