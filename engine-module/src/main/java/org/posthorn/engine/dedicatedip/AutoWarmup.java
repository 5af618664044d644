package org.posthorn.engine.dedicatedip;

import org.posthorn.engine.mail.Tenant;

/// Whether the warm-up of a tenant's addresses goes on by itself, day by day (SES API v2 Reference,
/// "PutAccountDedicatedIpWarmupAttributes").
@FunctionalInterface
public interface AutoWarmup {
    boolean isOn(Tenant tenant);
}
