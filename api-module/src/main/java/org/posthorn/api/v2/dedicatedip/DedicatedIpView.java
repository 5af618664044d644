package org.posthorn.api.v2.dedicatedip;

import org.posthorn.engine.dedicatedip.DedicatedIp;
import org.posthorn.engine.dedicatedip.DedicatedIp.WarmupStatus;

/// An address as the API tells it.
record DedicatedIpView(String ip, WarmupStatus warmupStatus, int warmupPercentage, String poolName) {
    static DedicatedIpView of(DedicatedIp ip) {
        return new DedicatedIpView(ip.ip(), ip.status(), ip.percentage(), ip.pool());
    }
}
