package org.posthorn.engine.delivery;

import java.util.List;
import java.util.Map;

/// Some recipients of one message that go the same way.
public interface Leg {
    /// The name of the ready queue: a stable key of the set of exchangers, such as `mx:a.example,b.example`.
    String destination();

    /// Bare addresses, at least one.
    List<String> addresses();

    /// Makes one attempt, for the recipients of the parcel: those of the leg, or some of them. Blocks, with a limit on
    /// every wait. A next hop that fails makes deferred recipients, not an exception.
    ///
    /// @return an outcome for each recipient of the parcel and for nobody else; one without counts as deferred
    Map<String, Outcome> deliver(Parcel parcel);
}
