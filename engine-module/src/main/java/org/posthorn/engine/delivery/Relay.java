package org.posthorn.engine.delivery;

import java.util.List;
import org.posthorn.engine.mail.Mail;

/// Knows the ways to the next hops. Safe for use by many threads.
public interface Relay {
    /// Decides where each recipient goes. May ask DNS; blocks, with a limit.
    Plan plan(Mail mail, List<String> addresses);
}
