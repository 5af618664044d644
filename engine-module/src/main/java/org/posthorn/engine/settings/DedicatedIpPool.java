package org.posthorn.engine.settings;

/// A group of addresses of this machine that mail leaves from.
///
/// @param name letters, digits, `_` and `-`
public record DedicatedIpPool(String name, ScalingMode scalingMode) {
    /// Who sees to the addresses of a pool.
    public enum ScalingMode {
        STANDARD,
        MANAGED
    }
}
