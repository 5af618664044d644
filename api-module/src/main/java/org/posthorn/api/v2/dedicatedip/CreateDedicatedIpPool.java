package org.posthorn.api.v2.dedicatedip;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Tag;
import org.posthorn.engine.dedicatedip.DedicatedIpPools;
import org.posthorn.engine.identity.Caller;

/// Makes a pool that addresses can be put in.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateDedicatedIpPool.html
@Route(method = "POST", path = "/dedicated-ip-pools")
final class CreateDedicatedIpPool implements Action<CreateDedicatedIpPool.Request, NoResult> {
    record Request(String poolName, List<Tag> tags, Optional<String> scalingMode) {}

    private final DedicatedIpPools pools;

    CreateDedicatedIpPool(DedicatedIpPools pools) {
        this.pools = pools;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        pools.create(
                caller.tenant(), request.poolName(), Scaling.mode(request.scalingMode()), Tag.toMap(request.tags()));
        return NoResult.NO_RESULT;
    }
}
