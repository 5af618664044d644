package org.posthorn.api.v2.dedicatedip;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.dedicatedip.DedicatedIps;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// Moves an address to another pool of the account.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutDedicatedIpInPool.html
@Route(method = "PUT", path = "/dedicated-ips/{IP}/pool")
final class PutDedicatedIpInPool implements Action<PutDedicatedIpInPool.Request, NoResult> {
    record Request(@InPath("IP") String ip, Optional<String> destinationPoolName) {}

    private final DedicatedIps ips;

    PutDedicatedIpInPool(DedicatedIps ips) {
        this.ips = ips;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        ips.putInPool(
                caller.tenant(), request.ip(), request.destinationPoolName().orElse(""));
        return NoResult.NO_RESULT;
    }
}
