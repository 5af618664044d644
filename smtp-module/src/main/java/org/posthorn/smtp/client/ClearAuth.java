package org.posthorn.smtp.client;

/// To whom a password may be sent without TLS.
public enum ClearAuth {
    NEVER,
    /// To hosts at loopback addresses: nobody is on the way.
    LOOPBACK,
    ALWAYS
}
