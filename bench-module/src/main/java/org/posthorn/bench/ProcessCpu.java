package org.posthorn.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// Processor time of this process, of which the load generator and the sink are a part.
final class ProcessCpu {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final long startNanos = SYSTEM.getProcessCpuTime();

    /// Since this object was made.
    double millis() {
        return (SYSTEM.getProcessCpuTime() - startNanos) / 1e6;
    }

    static double loadAverage() {
        return SYSTEM.getSystemLoadAverage();
    }
}
