package org.posthorn.engine.receipt;

import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.Verdicts;

/// Tells what the checks of a message that comes in find. Safe for use by many threads.
public interface MailInspector {
    /// Takes 30 seconds at most.
    ///
    /// @param scan whether it is scanned for spam and viruses
    Inspection inspect(ReceivedMail received, boolean scan);

    /// @param senderProven as in [org.posthorn.engine.mail.Receipt]
    /// @param hops how often the message says that it was received
    record Inspection(Verdicts verdicts, boolean senderProven, int hops) {}
}
