package org.posthorn.smtp.route;

import org.posthorn.smtp.client.MailHost;

/// One way that mail can go.
public sealed interface Via {
    /// To the exchangers of the recipient's domain.
    record Mx() implements Via {}

    /// To the hosts of `relay.hosts`.
    record Relay() implements Via {}

    /// To this host.
    record Host(MailHost host) implements Via {}

    /// Nowhere: it counts as delivered.
    record Discard() implements Via {}

    /// Reads `mx`, `relay`, `discard` or `host:port`.
    ///
    /// @throws IllegalArgumentException with a text for the operator
    static Via parse(String word) {
        return switch (word) {
            case "mx" -> new Mx();
            case "relay" -> new Relay();
            case "discard" -> new Discard();
            default -> new Host(MailHost.parse(word));
        };
    }
}
