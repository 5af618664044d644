package org.posthorn.engine.dedicatedip;

/// An address that a tenant's mail may leave from, as it stands now.
///
/// @param percentage of its warm-up, 0 to 100; -1 in a pool that is managed
public record DedicatedIp(String ip, WarmupStatus status, int percentage, String pool) {
    /// Whether it may send all it can yet.
    public enum WarmupStatus {
        IN_PROGRESS,
        DONE,
        /// In a pool that is managed.
        NOT_APPLICABLE
    }
}
