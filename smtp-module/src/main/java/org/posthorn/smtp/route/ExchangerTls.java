package org.posthorn.smtp.route;

import org.posthorn.smtp.client.TlsMode;
import org.posthorn.smtp.tlspolicy.TlsDecision;

/// Chooses what protects the connection to a mail exchanger. Blocks, with a limit.
@FunctionalInterface
public interface ExchangerTls {
    /// @param domain the destination, whose MX records named the host
    /// @param base of the configuration or the message
    TlsDecision decide(String domain, String mxHost, int port, TlsMode base);
}
