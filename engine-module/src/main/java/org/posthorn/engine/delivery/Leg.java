package org.posthorn.engine.delivery;

import java.util.List;
import java.util.Map;

/// Some recipients of one message that go the same way.
public interface Leg {
    /// The name of the ready queue: a stable key of the set of exchangers, such as `mx:a.example,b.example`.
    String destination();

    /// Bare addresses, at least one.
    List<String> addresses();

    /// Makes one attempt. Blocks, with a limit on every wait.
    ///
    /// @return an outcome for each recipient; one without counts as deferred
    Map<String, Outcome> deliver(Parcel parcel);
}
