package org.posthorn.api.v1.sending;

import java.time.Instant;
import java.util.List;
import org.posthorn.api.call.Action;
import org.posthorn.engine.account.SendQuota;
import org.posthorn.engine.event.Counters;
import org.posthorn.engine.event.Counts;
import org.posthorn.engine.identity.Caller;

/// Tells what became of the mail of the last two weeks, in windows of 15 minutes; empty ones are left out.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference/API_GetSendStatistics.html
final class GetSendStatistics implements Action<GetSendStatistics.Request, GetSendStatistics.Response> {
    record Request() {}

    record Response(List<SendDataPoint> sendDataPoints) {}

    private final SendQuota quota;

    GetSendStatistics(SendQuota quota) {
        this.quota = quota;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(quota.statistics(caller.tenant()).stream()
                .map(SendDataPoint::of)
                .toList());
    }

    /// @param timestamp the start of the window
    record SendDataPoint(Instant timestamp, long deliveryAttempts, long bounces, long complaints, long rejects) {
        static SendDataPoint of(Counters.Window window) {
            Counts counts = window.counts();
            return new SendDataPoint(
                    window.start(), counts.deliveryAttempts(), counts.bounces(), counts.complaints(), counts.rejects());
        }
    }
}
