package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.List;

/// Mail for some recipients goes on to an SMTP host, behind what the active rule set does with it.
///
/// @param recipients as in [ReceiptRule]
/// @param tls `off`, `opportunistic`, `required` or `wrapper`
public record ReceiptForward(
        String name, List<String> recipients, String host, int port, String tls, Instant createdAt) {
    public ReceiptForward {
        recipients = List.copyOf(recipients);
    }

    /// `host:port`, with brackets around an IPv6 address.
    public String address() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
