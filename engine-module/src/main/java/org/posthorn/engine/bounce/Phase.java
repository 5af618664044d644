package org.posthorn.engine.bounce;

/// Where in a dialogue something was said. Its names are stored.
public enum Phase {
    CONNECTION,
    HELO,
    AUTH,
    MAIL,
    RCPT,
    DATA,
    END_OF_DATA,

    /// Nobody told: a report, or words of our own.
    UNKNOWN;

    /// Whether a refusal here may be about one address. Before RCPT nobody was named; from DATA on the message is what
    /// is spoken of, for all recipients alike.
    public boolean mayBeOfTheAddress() {
        return this == RCPT || this == UNKNOWN;
    }
}
