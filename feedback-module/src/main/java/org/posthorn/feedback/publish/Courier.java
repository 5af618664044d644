package org.posthorn.feedback.publish;

import java.io.IOException;
import java.util.Optional;
import org.posthorn.engine.settings.Notice;

/// A way to the endpoints of one protocol.
interface Courier {
    /// Why an endpoint did not take a notice.
    ///
    /// @param forGood whether it would refuse it again
    record Failure(String error, boolean forGood) {}

    /// Makes one attempt, of 20 seconds at most.
    ///
    /// @return empty when the endpoint took it
    /// @throws IOException when the endpoint can't be reached
    Optional<Failure> carry(Notice notice) throws IOException, InterruptedException;
}
