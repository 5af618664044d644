package org.posthorn.api.v2.dedicatedip;

import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.dedicatedip.DedicatedIps;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// Tells of one address that mail of the account may leave from.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetDedicatedIp.html
@Route(method = "GET", path = "/dedicated-ips/{IP}")
final class GetDedicatedIp implements Action<GetDedicatedIp.Request, GetDedicatedIp.Response> {
    record Request(@InPath("IP") String ip) {}

    record Response(DedicatedIpView dedicatedIp) {}

    private final DedicatedIps ips;

    GetDedicatedIp(DedicatedIps ips) {
        this.ips = ips;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        return new Response(DedicatedIpView.of(ips.get(caller.tenant(), request.ip())));
    }
}
