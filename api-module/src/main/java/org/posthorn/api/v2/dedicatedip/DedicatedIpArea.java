package org.posthorn.api.v2.dedicatedip;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.dedicatedip.DedicatedIpPools;
import org.posthorn.engine.dedicatedip.DedicatedIps;

/// Addresses that mail leaves from, in pools.
public final class DedicatedIpArea implements Area {
    private final DedicatedIpPools pools;
    private final DedicatedIps ips;

    @Inject
    DedicatedIpArea(DedicatedIpPools pools, DedicatedIps ips) {
        this.pools = pools;
        this.ips = ips;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(CreateDedicatedIpPool.Request.class, new CreateDedicatedIpPool(pools)),
                Operation.of(GetDedicatedIpPool.Request.class, new GetDedicatedIpPool(pools)),
                Operation.of(ListDedicatedIpPools.Request.class, new ListDedicatedIpPools(pools)),
                Operation.of(DeleteDedicatedIpPool.Request.class, new DeleteDedicatedIpPool(pools)),
                Operation.of(
                        PutDedicatedIpPoolScalingAttributes.Request.class,
                        new PutDedicatedIpPoolScalingAttributes(pools)),
                Operation.of(GetDedicatedIp.Request.class, new GetDedicatedIp(ips)),
                Operation.of(GetDedicatedIps.Request.class, new GetDedicatedIps(ips)),
                Operation.of(PutDedicatedIpInPool.Request.class, new PutDedicatedIpInPool(ips)),
                Operation.of(PutDedicatedIpWarmupAttributes.Request.class, new PutDedicatedIpWarmupAttributes(ips)));
    }
}
