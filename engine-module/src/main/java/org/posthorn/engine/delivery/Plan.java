package org.posthorn.engine.delivery;

import java.util.List;
import java.util.Map;

/// Where the recipients of a message go.
///
/// @param legs one for each way that some of them go
/// @param decided recipients whose fate needs no connection (null MX: Failed; DNS down: Deferred; discard: Delivered)
public record Plan(List<Leg> legs, Map<String, Outcome> decided) {
    public Plan {
        legs = List.copyOf(legs);
        decided = Map.copyOf(decided);
    }
}
