package org.posthorn.engine.delivery;

import java.util.List;
import java.util.Map;

/// Some recipients of one message that go the same way.
public interface Leg {
    /// The name of the ready queue: a stable key of the set of exchangers, such as `mx:a.example,b.example` or
    /// `relay:host:25,host2:25`.
    String destination();

    List<String> addresses();

    /// Makes one attempt; blocks, with a limit on every wait.
    ///
    /// @return an outcome for each recipient of the parcel
    Map<String, Outcome> deliver(Parcel parcel);
}
