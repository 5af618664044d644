package org.posthorn.engine.dedicatedip;

import java.util.List;

/// What the operator set of the addresses that mail leaves from.
///
/// @param all in the operator's order; empty when the system chooses for all mail
/// @param fullDay recipients a day that an address reaches at the end of its warm-up
public record SourceAddresses(List<SourceAddress> all, int fullDay) {
    public SourceAddresses {
        all = List.copyOf(all);
    }
}
