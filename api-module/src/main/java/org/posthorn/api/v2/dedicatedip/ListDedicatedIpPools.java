package org.posthorn.api.v2.dedicatedip;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.Paging;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.dedicatedip.DedicatedIpPools;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InQuery;
import org.posthorn.engine.settings.DedicatedIpPool;

/// Lists the names of pools in pages; the default one, which is always there, is not among them.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListDedicatedIpPools.html
@Route(method = "GET", path = "/dedicated-ip-pools")
final class ListDedicatedIpPools implements Action<ListDedicatedIpPools.Request, ListDedicatedIpPools.Response> {
    record Request(
            @InQuery Optional<String> nextToken, @InQuery Optional<Integer> pageSize) {}

    record Response(List<String> dedicatedIpPools, Optional<String> nextToken) {}

    /// The texts are guesses.
    private static final Paging PAGING = new Paging(
            "dedicated-ip-pool",
            100,
            1000,
            size -> "The page size must be between 1 and 1000",
            token -> "Invalid NextToken <" + token + ">.");

    private final DedicatedIpPools pools;

    ListDedicatedIpPools(DedicatedIpPools pools) {
        this.pools = pools;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Paging.Page<String> page = PAGING.page(
                        caller.tenant(),
                        request.pageSize(),
                        request.nextToken(),
                        (after, max) -> pools.list(caller.tenant(), after, max),
                        DedicatedIpPool::name)
                .map(DedicatedIpPool::name);
        return new Response(page.items(), page.nextToken());
    }
}
