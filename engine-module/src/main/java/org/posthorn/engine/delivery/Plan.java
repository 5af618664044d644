package org.posthorn.engine.delivery;

import java.util.List;
import java.util.Map;

/// Where the recipients of a message go.
///
/// @param decided recipients whose fate needs no connection, such as those of a domain that takes no mail
public record Plan(List<Leg> legs, Map<String, Outcome> decided) {
    /// Everybody goes one way.
    public static Plan of(Leg leg) {
        return new Plan(List.of(leg), Map.of());
    }
}
