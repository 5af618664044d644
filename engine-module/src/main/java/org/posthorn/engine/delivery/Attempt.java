package org.posthorn.engine.delivery;

import java.time.Instant;
import java.util.Optional;
import org.posthorn.engine.bounce.Phase;
import org.posthorn.engine.bounce.Reason;
import org.posthorn.engine.bounce.Reasons;
import org.posthorn.engine.bounce.Said;
import org.posthorn.engine.mail.SmtpReply;

/// One attempt to deliver to a recipient, as the operator is shown it.
///
/// @param at when it ended
/// @param host `name[ip]:port` as far as known; empty when none was reached
/// @param tls how the connection was protected; empty for plain text
/// @param phase where in the dialogue the reply came; empty for words of our own
public record Attempt(Instant at, String host, String tls, SmtpReply reply, Optional<Phase> phase) {
    /// Why it came to nothing, as far as it did.
    public Reason reason() {
        return Reasons.judge(Said.in(phase.orElse(Phase.UNKNOWN), reply));
    }
}
