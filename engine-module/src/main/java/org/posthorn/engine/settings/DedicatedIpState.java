package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.Optional;

/// What a tenant set of one of the machine's addresses.
///
/// @param pool empty for the one that all begin in
/// @param warmup empty when it was never asked for: the address may send what it can
public record DedicatedIpState(Optional<String> pool, Optional<Warmup> warmup) {
    /// What an address has that nothing was set of.
    public static final DedicatedIpState UNTOUCHED = new DedicatedIpState(Optional.empty(), Optional.empty());

    /// How far a warm-up was, and when.
    ///
    /// @param percentage 0 to 100, at that time
    public record Warmup(int percentage, Instant at) {}

    public DedicatedIpState withPool(Optional<String> pool) {
        return new DedicatedIpState(pool, warmup);
    }

    public DedicatedIpState withWarmup(Warmup warmup) {
        return new DedicatedIpState(pool, Optional.of(warmup));
    }
}
