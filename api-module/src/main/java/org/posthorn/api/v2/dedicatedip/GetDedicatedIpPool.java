package org.posthorn.api.v2.dedicatedip;

import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.dedicatedip.DedicatedIpPools;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.settings.DedicatedIpPool;
import org.posthorn.engine.settings.DedicatedIpPool.ScalingMode;

/// Tells of one pool.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetDedicatedIpPool.html
@Route(method = "GET", path = "/dedicated-ip-pools/{PoolName}")
final class GetDedicatedIpPool implements Action<GetDedicatedIpPool.Request, GetDedicatedIpPool.Response> {
    record Request(@InPath String poolName) {}

    record Response(Pool dedicatedIpPool) {}

    record Pool(String poolName, ScalingMode scalingMode) {}

    private final DedicatedIpPools pools;

    GetDedicatedIpPool(DedicatedIpPools pools) {
        this.pools = pools;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        DedicatedIpPool pool = pools.get(caller.tenant(), request.poolName());
        return new Response(new Pool(pool.name(), pool.scalingMode()));
    }
}
