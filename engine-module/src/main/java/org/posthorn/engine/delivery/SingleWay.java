package org.posthorn.engine.delivery;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A leg to a destination that is always the same.
///
/// @param attempt makes one attempt; its answer has an outcome for each recipient
public record SingleWay(String destination, List<String> addresses, Function<Parcel, Map<String, Outcome>> attempt)
        implements Leg {
    @Override
    public Map<String, Outcome> deliver(Parcel parcel) {
        return attempt.apply(parcel);
    }
}
