package org.posthorn.engine.receipt;

import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.settings.ReceiptForward;

/// The ways to the SMTP hosts that mail goes on to. Safe for use by many threads.
public interface ForwardHosts {
    /// The relay to a forward's host; costs nothing, and its connections outlive it.
    Relay to(ReceiptForward forward);
}
