package org.posthorn.api.v2.dedicatedip;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.dedicatedip.DedicatedIps;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.InPath;

/// Says how far the warm-up of an address is: of the recipients that it may have in a day
/// (`delivery.warmup_per_day`), that many hundredths. It gets on by itself from there, to the whole in 45 days at
/// most.
///
/// Differs from SES: an address is warm until this is called, since the server can't know what it has sent before;
/// and what is too much for today waits when no other address of the pool, or of the default pool, can send it: there
/// are no shared addresses.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutDedicatedIpWarmupAttributes.html
@Route(method = "PUT", path = "/dedicated-ips/{IP}/warmup")
final class PutDedicatedIpWarmupAttributes implements Action<PutDedicatedIpWarmupAttributes.Request, NoResult> {
    record Request(@InPath("IP") String ip, Optional<Integer> warmupPercentage) {}

    private final DedicatedIps ips;

    PutDedicatedIpWarmupAttributes(DedicatedIps ips) {
        this.ips = ips;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        int percentage = request.warmupPercentage()
                .orElseThrow(
                        () -> new SesException(SesError.INVALID_PARAMETER_VALUE, "Warmup Percentage can't be null."));
        ips.putWarmup(caller.tenant(), request.ip(), percentage);
        return NoResult.NO_RESULT;
    }
}
