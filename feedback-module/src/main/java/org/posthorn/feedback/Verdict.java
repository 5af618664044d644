package org.posthorn.feedback;

/// What became of a message that came to a return path; counted, since each one is something an operator may ask for.
public enum Verdict {
    /// A report of failure became a Bounce.
    BOUNCE,
    /// A report of delay became a DeliveryDelay.
    DELAY,
    /// A feedback report became a Complaint.
    COMPLAINT,
    /// A program's answer went on to the sender.
    AUTO_REPLY,
    /// Any other mail went on to the sender.
    MAIL,
    /// The recipient of a message has left its contact list.
    UNSUBSCRIBED,
    /// A report of success, or of a delay that anybody may have made up: nothing to do.
    NO_FAILURE,
    /// It tells what was told before.
    REPEATED,
    /// It came to an address of ours for reports and leads to no message: kept.
    UNMATCHED,
    /// Addressed to no message that we sent: forged, foreign or forgotten. Refused.
    UNKNOWN,
    /// Nobody asked for the sender's mail, or too much came for one message. Refused.
    UNWANTED,
    /// It went around too often. Refused.
    LOOP,
    /// Over the size limit. Refused.
    TOO_LARGE,
    /// The store could not take it, or there was too much to read; the peer comes again.
    DEFERRED
}
