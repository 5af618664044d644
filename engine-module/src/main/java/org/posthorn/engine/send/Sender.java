package org.posthorn.engine.send;

import org.posthorn.engine.mail.MessageId;

/// The one door for outgoing mail: check, compose, submit.
public final class Sender {
    /// Composes a message and queues it. On disk when this returns.
    ///
    /// @throws org.posthorn.engine.SesException when SES would refuse it, in SES's words
    public MessageId send(Caller caller, Email email) {
        throw new UnsupportedOperationException();
    }

    /// Checks a composed message and queues it. On disk when this returns.
    ///
    /// @throws org.posthorn.engine.SesException when SES would refuse it, in SES's words
    public MessageId sendRaw(Caller caller, RawEmail email) {
        throw new UnsupportedOperationException();
    }
}
