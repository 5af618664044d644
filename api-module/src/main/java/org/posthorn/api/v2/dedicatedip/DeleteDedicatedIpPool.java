package org.posthorn.api.v2.dedicatedip;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.dedicatedip.DedicatedIpPools;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// Deletes a pool that no configuration set sends from; its addresses are in the default pool then.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteDedicatedIpPool.html
@Route(method = "DELETE", path = "/dedicated-ip-pools/{PoolName}")
final class DeleteDedicatedIpPool implements Action<DeleteDedicatedIpPool.Request, NoResult> {
    record Request(@InPath String poolName) {}

    private final DedicatedIpPools pools;

    DeleteDedicatedIpPool(DedicatedIpPools pools) {
        this.pools = pools;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        pools.delete(caller.tenant(), request.poolName());
        return NoResult.NO_RESULT;
    }
}
