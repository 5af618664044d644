package org.posthorn.engine.event;

/// How well it is known that a message bounced, or that its recipient complained. Its names are stored.
public enum Evidence {
    /// Delivery met it itself: a reply in our own dialogue, an expiry, a suppression list.
    DIALOGUE,

    /// A report of somebody whom the message's return path was told, or whom the operator named, about a recipient.
    TRUSTED_REPORT,

    /// A report that anybody can have written, or that doesn't tell which of several recipients it is about: it makes
    /// an event, and nothing is counted or suppressed for it.
    UNTRUSTED_REPORT
}
