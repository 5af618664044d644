package org.posthorn.api.v2.deliverability;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Unavailable;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// There is none: nobody watches mailboxes at other providers.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetDomainDeliverabilityCampaign.html
@Route(method = "GET", path = "/deliverability-dashboard/campaigns/{CampaignId}")
@Unavailable("The deliverability dashboard rests on mailboxes that AWS keeps at many providers.")
final class GetDomainDeliverabilityCampaign implements Action<GetDomainDeliverabilityCampaign.Request, NoResult> {
    record Request(@InPath String campaignId) {}

    @Override
    public NoResult perform(Request request, Caller caller) {
        throw new SesException(SesError.NOT_FOUND, "Campaign <" + request.campaignId() + "> does not exist.");
    }
}
