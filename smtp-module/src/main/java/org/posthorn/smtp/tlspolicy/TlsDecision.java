package org.posthorn.smtp.tlspolicy;

import org.posthorn.smtp.client.TlsPolicy;

/// Whether mail may go to a host, and how protected.
public sealed interface TlsDecision {
    /// It may, by this policy.
    record Use(TlsPolicy policy) implements TlsDecision {}

    /// Not now: another host of the domain is to be tried, and without one the mail is deferred.
    record Skip(String reason) implements TlsDecision {}
}
