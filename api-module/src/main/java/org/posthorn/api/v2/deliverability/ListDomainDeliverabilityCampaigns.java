package org.posthorn.api.v2.deliverability;

import java.util.List;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Unavailable;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// There are none: see [GetDomainDeliverabilityCampaign].
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListDomainDeliverabilityCampaigns.html
@Route(method = "GET", path = "/deliverability-dashboard/domains/{SubscribedDomain}/campaigns")
@Unavailable("The deliverability dashboard rests on mailboxes that AWS keeps at many providers.")
final class ListDomainDeliverabilityCampaigns
        implements Action<ListDomainDeliverabilityCampaigns.Request, ListDomainDeliverabilityCampaigns.Response> {
    record Request(@InPath String subscribedDomain) {}

    record Response(List<NoResult> domainDeliverabilityCampaigns) {}

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(List.of());
    }
}
