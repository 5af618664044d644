package org.posthorn.engine.delivery;

import java.util.List;
import org.posthorn.engine.mail.Mail;

/// Knows the ways to the next hops: hosts, or whatever else takes mail. Safe for use by many threads.
public interface Relay {
    /// Decides where each recipient goes, and hands nothing over. May ask DNS; blocks, with a limit.
    ///
    /// @param addresses those that are still pending
    /// @return each address in one leg, or decided; never in two places, and none left out. One that leads nowhere is
    ///     decided, not thrown at the caller
    Plan plan(Mail mail, List<String> addresses);
}
