package org.posthorn.api.v2.dedicatedip;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.dedicatedip.DedicatedIpPools;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// Makes a pool a managed one, or says that it is none; a managed one stays so.
///
/// Differs from SES: managed means here that addresses of the pool have no warm-up. The server rents no addresses, so
/// the operator puts them in as in any other.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutDedicatedIpPoolScalingAttributes.html
@Route(method = "PUT", path = "/dedicated-ip-pools/{PoolName}/scaling")
final class PutDedicatedIpPoolScalingAttributes
        implements Action<PutDedicatedIpPoolScalingAttributes.Request, NoResult> {
    record Request(@InPath String poolName, Optional<String> scalingMode) {}

    private final DedicatedIpPools pools;

    PutDedicatedIpPoolScalingAttributes(DedicatedIpPools pools) {
        this.pools = pools;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        pools.scale(caller.tenant(), request.poolName(), Scaling.required(request.scalingMode()));
        return NoResult.NO_RESULT;
    }
}
