package org.posthorn.api.v2.dedicatedip;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.Paging;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.dedicatedip.DedicatedIp;
import org.posthorn.engine.dedicatedip.DedicatedIps;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InQuery;

/// Lists the addresses that mail of the account may leave from, in pages: those of the configuration.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetDedicatedIps.html
@Route(method = "GET", path = "/dedicated-ips")
final class GetDedicatedIps implements Action<GetDedicatedIps.Request, GetDedicatedIps.Response> {
    record Request(
            @InQuery Optional<String> poolName,
            @InQuery Optional<String> nextToken,
            @InQuery Optional<Integer> pageSize) {}

    record Response(List<DedicatedIpView> dedicatedIps, Optional<String> nextToken) {}

    /// The texts are guesses.
    private static final Paging PAGING = new Paging(
            "dedicated-ip",
            100,
            1000,
            size -> "The page size must be between 1 and 1000",
            token -> "Invalid NextToken <" + token + ">.");

    private final DedicatedIps ips;

    GetDedicatedIps(DedicatedIps ips) {
        this.ips = ips;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Paging.Page<DedicatedIpView> page = PAGING.page(
                        caller.tenant(),
                        request.pageSize(),
                        request.nextToken(),
                        (after, max) -> ips.list(caller.tenant(), request.poolName(), after, max),
                        DedicatedIp::ip)
                .map(DedicatedIpView::of);
        return new Response(page.items(), page.nextToken());
    }
}
